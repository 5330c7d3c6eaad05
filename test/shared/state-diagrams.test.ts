import { expect, test } from 'vitest'
import { drawStates } from './state-diagrams.ts'

test('[M10][M13][M14][M16] docs/states.md draws what the decisions do', async () => {
  await expect(drawStates()).toMatchFileSnapshot('../../docs/states.md')
})
