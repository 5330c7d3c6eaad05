import type { OrganisationId } from '../ids.ts'
import type { JointAsk } from './joint-ask.ts'

/** Who manages a company alone (C8), for its own people, who see nothing else of it meanwhile. */
export interface CustodyRecord {
  /** The company's Customer ID. */
  id: OrganisationId
  mspName: string
  /** ms */
  since: number
  /** That joint management was asked for; null while it wasn't. */
  jointAsk: JointAsk | null
}
