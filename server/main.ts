/** Starts the server from the environment and ends it politely. */
import { startApplication, type Application } from './application.ts'
import { operatorKey } from './auth/operator-key.ts'
import { isSetUpOpen } from './commands/sign-in/set-up-first-msp.ts'
import { isLoopbackName, parseConfig, showsMailbox } from './config.ts'
import { createLog, errorFacts } from './log.ts'
import { explainMendable } from './mendable.ts'

/** One clear line for what an operator can mend; anything else keeps its own words. */
function explain(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'That port is in use. Set PORT to another one, or to 0 for any free port.'
  if (code === 'EACCES') return `Not permitted: ${(error as Error).message}`
  return explainMendable(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))
}

/** Said at once, so that whoever waits for the first line finds the others there too. */
async function greet({ address, services }: Application): Promise<void> {
  const { config, publicUrl, key } = services
  const open = await isSetUpOpen(services)
  const withKey = (path: string) => `${publicUrl}${path}?key=${operatorKey(key)}`
  const lines = [
    `Tandem is running at ${address}`,
    publicUrl === address ? '' : `People reach it at ${publicUrl}`,
    config.publicUrl === null && !isLoopbackName(config.host)
      ? 'Set PUBLIC_URL to the address people use: links in mails need it, and other addresses are refused.'
      : '',
    open ? `Next: open ${withKey('/setup')} and create the first MSP.` : `Sign in at ${publicUrl}/sign-in`,
    showsMailbox(config, publicUrl)
      ? `No SMTP_URL is set, so mail is not sent: read it at ${withKey('/mailbox')}`
      : config.smtpUrl === null
        ? 'No SMTP_URL is set, so mail waits: set it, or MAILBOX=true to read mail at /mailbox instead.'
        : '',
  ]
  process.stdout.write(
    lines
      .filter((line) => line !== '')
      .map((line) => `${line}\n`)
      .join(''),
  )
}

function endPolitely(application: Application): void {
  let ending = false
  const end = () => {
    // A second signal is somebody who won't wait.
    if (ending) process.exit(1)
    ending = true
    application.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

const help = `Starts Tandem. It takes no arguments: what can be set is in the environment, and README.md lists it under Variables.

  npm start`

const [argument] = process.argv.slice(2)
if (argument === '--help' || argument === '-h') {
  process.stdout.write(`${help}\n`)
  process.exit(0)
}
if (argument !== undefined) {
  process.stderr.write(`${argument} is no option of this command; --help says what can be set.\n`)
  process.exit(2)
}

try {
  const log = createLog()
  process.on('unhandledRejection', (reason) => log.error(errorFacts(reason), 'unhandled rejection'))
  const onTooNew = ({ message }: Error) => {
    process.stderr.write(`Tandem has ended. ${message}\n`)
    process.exit(1)
  }
  const application = await startApplication(parseConfig(process.env), { log, onTooNew })
  endPolitely(application)
  await greet(application)
} catch (error) {
  process.stderr.write(`Tandem did not start. ${explain(error)}\n`)
  process.exit(1)
}
