// The last line of `npm test`, for people and for CI: `123 passed, 0 failed`.
import type { Reporter } from 'vitest/node'

export default class SummaryReporter implements Reporter {
  onTestRunEnd(...[modules, unhandledErrors]: Parameters<NonNullable<Reporter['onTestRunEnd']>>) {
    let passed = 0
    let skipped = 0
    // An error outside any test fails the run as well.
    let failed = unhandledErrors.length
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'skipped') skipped += 1
        else failedHere += 1
      }
      // A file that cannot be loaded, or whose hooks throw, has no failing test of its own.
      failed += failedHere || (module.state() === 'failed' ? 1 : 0)
    }
    const slowest = modules.map((module) => ({ file: module.relativeModuleId, ms: module.diagnostic().duration }))
    slowest.sort((one, other) => other.ms - one.ms)
    console.log('Slowest files:')
    for (const { file, ms } of slowest.slice(0, 10)) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`)
    if (skipped > 0) console.log(`${skipped} skipped`)
    console.log(`${passed} passed, ${failed} failed`)
  }
}
