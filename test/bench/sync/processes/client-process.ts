/** Drives a client process from outside: see `device-process.ts` for its side. */
import { fork } from 'node:child_process'
import { jobVariable, type ClientMessage, type Job } from './device-process.ts'
import { node } from './server-process.ts'

export interface ClientProcess {
  pid: number
  start(): void
  /** The next message must be of this type. Rejects when the process ends instead, or after `limitS`. */
  next<Type extends ClientMessage['type']>(type: Type, limitS: number): Promise<Extract<ClientMessage, { type: Type }>>
  /** Is told at once when the rows are usable. */
  onRows(listener: (message: Extract<ClientMessage, { type: 'rows' }>) => void): void
  kill(): void
}

export function startClient(file: string, job: Job): ClientProcess {
  const child = fork(file, {
    execPath: node,
    execArgv: [],
    env: { ...process.env, [jobVariable]: JSON.stringify(job) },
  })
  const messages: ClientMessage[] = []
  let wake: () => void = () => undefined
  let ended: string | null = null
  let tellRows: (message: Extract<ClientMessage, { type: 'rows' }>) => void = () => undefined
  child.on('message', (message: ClientMessage) => {
    if (message.type === 'rows') return tellRows(message)
    messages.push(message)
    wake()
  })
  child.on('exit', (code, signal) => {
    ended = `the client ended with ${code ?? signal}`
    wake()
  })
  return {
    pid: child.pid!,
    start: () => void child.send('start'),
    next: async (type, limitS) => {
      const end = performance.now() + limitS * 1000
      for (;;) {
        const message = messages.shift()
        if (message?.type === type) return message as never
        if (message || ended !== null) throw new Error(ended ?? `the client said ${message?.type}, not ${type}`)
        const left = end - performance.now()
        if (left <= 0) throw new Error(`the client took longer than ${limitS} s`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    },
    onRows: (listener) => {
      tellRows = listener
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
