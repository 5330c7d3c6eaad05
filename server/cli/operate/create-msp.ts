import type { Command } from 'commander'
import { defineCreation } from './create-organisation.ts'

export function define(command: Command): void {
  defineCreation(command, { kind: 'msp', what: 'a further MSP', id: 'MSP ID', whose: "the MSP's name" })
}
