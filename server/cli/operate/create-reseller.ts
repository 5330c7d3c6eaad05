import type { Command } from 'commander'
import { defineCreation } from './create-organisation.ts'

export function define(command: Command): void {
  defineCreation(command, { kind: 'reseller', what: 'a reseller', id: 'Reseller ID', whose: "the reseller's name" })
}
