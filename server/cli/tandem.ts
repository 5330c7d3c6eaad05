/** The operator's command line, beside a running server. `npm run tandem -- --help` lists what it can do. */
import type { Command } from 'commander'
import { createProgram, runProgram } from './command-line.ts'

interface Listed {
  summary: string
  load(): Promise<{ define(command: Command): void }>
}

/** Only the one that is asked for is loaded. */
const commands: Record<string, Listed> = {
  'create-msp': { summary: 'make a further MSP', load: () => import('./operate/create-msp.ts') },
  'create-reseller': { summary: 'make a reseller', load: () => import('./operate/create-reseller.ts') },
  'reset-super-admin': {
    summary: 'make somebody super admin where none can get in',
    load: () => import('./operate/reset-super-admin.ts'),
  },
  'stop-reset': { summary: 'stop that', load: () => import('./operate/stop-reset.ts') },
  'release-customer': {
    summary: 'give a company back to its people where its MSP is gone; list and stop that',
    load: () => import('./operate/release-customer.ts'),
  },
  organisations: {
    summary: 'list MSPs, customers or resellers, with their IDs',
    load: () => import('./operate/organisations.ts'),
  },
  people: { summary: "list an organisation's people", load: () => import('./operate/people.ts') },
  applications: {
    summary: 'list services that companies apply for, approve or reject one',
    load: () => import('./operate/applications.ts'),
  },
  'erase-customer': {
    summary: 'erase personal data of a customer that nobody manages; list what was erased',
    load: () => import('./operate/erase-customer.ts'),
  },
  tickets: {
    summary: 'list support tickets of MSPs, answer or close one',
    load: () => import('./operate/tickets.ts'),
  },
  mail: { summary: 'list mail that waits, send it again, send one as a test', load: () => import('./operate/mail.ts') },
  doctor: { summary: 'check what a server needs', load: () => import('./operate/doctor.ts') },
  load: { summary: 'load customers from a CSV file', load: () => import('./load-customers.ts') },
}

/** Resolves to the exit code. */
export async function runTandem(argv: readonly string[]): Promise<number> {
  const program = createProgram(
    'npm run tandem --',
    'What an operator does beside a running server, with the same variables in the environment (README.md, Variables).',
  )
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).summary(summary)
    if (name === argv[0]) (await load()).define(command)
  }
  return runProgram(program, argv)
}

if (import.meta.main) process.exitCode = await runTandem(process.argv.slice(2))
