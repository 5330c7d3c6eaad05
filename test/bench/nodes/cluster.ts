/** Node processes over one PostgreSQL, as `npm start` runs them. */
import { RunningServer } from '../../support/server.ts'
import { cpuSeconds } from '../sync/process-usage.ts'
import type { Balancer } from './simulated-client.ts'

export class Cluster implements Balancer {
  readonly nodes: RunningServer[]
  private usedBefore = 0

  private constructor(nodes: RunningServer[]) {
    this.nodes = nodes
  }

  static async start(databaseUrl: string, count: number): Promise<Cluster> {
    // At once, as a deploy would: one of them migrates.
    const env = { DATABASE_URL: databaseUrl, SECRET_KEY: 'ab'.repeat(32), SMTP_URL: 'smtp://127.0.0.1:9' }
    return new Cluster(await Promise.all(Array.from({ length: count }, () => RunningServer.start({ env }))))
  }

  anyOrigin(): string {
    return this.nodes[Math.floor(Math.random() * this.nodes.length)]!.origin
  }

  /** SIGKILL, a moment of absence, and back on the same port. */
  async killOne(): Promise<void> {
    const node = this.nodes[Math.floor(Math.random() * this.nodes.length)]!
    if (node.pid !== undefined) this.usedBefore += cpuSeconds(node.pid)
    await node.kill()
    await node.start()
  }

  /** Of all nodes that ran so far, s. */
  cpuSeconds(): number {
    return this.nodes.reduce((sum, { pid }) => sum + (pid === undefined ? 0 : cpuSeconds(pid)), this.usedBefore)
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.remove()))
  }
}
