/** What can be measured: kinds of work, systems, links. The words here are the words of the command line and of the JSON file. */
export const works = ['first', 'first-rows', 'return', 'nochange', 'live'] as const
export type Work = (typeof works)[number]

/** The list's rows are a moment of the first sync, not a run of their own. */
export type RunWork = Exclude<Work, 'first-rows'>

export const systems = [
  'tandem',
  'hocuspocus-all',
  'hocuspocus-64',
  'y-websocket-64',
  'rxdb',
  'tinybase',
  'raw-gzip',
] as const
export type System = (typeof systems)[number]
/** Yjs documents, as Tandem's. */
export const peers: readonly System[] = ['hocuspocus-all', 'hocuspocus-64', 'y-websocket-64']
/** Records, merged a field at a time. */
export const engines: readonly System[] = ['rxdb', 'tinybase']

export interface Link {
  /** There and back, ms. */
  rttMs: number
  /** Each way, kbit/s; 0: as fast as the machine. */
  kbps: number
}

export interface Row extends Link {
  work: Work
  n: number
  system: System
  /** From the start to the last document stored (`first-rows`: to the list's rows; `live`: p95 from edit to arrival), s. */
  wallS: number
  /** Payload of TCP in both directions, bytes. */
  upBytes: number
  downBytes: number
  /** Messages the client sent: HTTP requests or WebSocket frames. */
  messages: number
  serverCpuS: number
  serverRssMb: number
  /** Only for `live`: from an edit on one device to its bytes on another, ms. */
  p50Ms?: number
  p95Ms?: number
  /** What else the machine did meanwhile, in cores; much more than 0 spoils a row. */
  otherLoad: number
}

/**
 * Whether a system can do a work: raw HTTP has no live lane, and 20 documents are all on one Hocuspocus socket either way.
 * The engines of other kinds are there for what a device that was away does.
 */
export function canDo(system: System, work: Work): boolean {
  if (engines.includes(system)) return work === 'first' || work === 'first-rows' || work === 'return'
  return work !== 'live' || (system !== 'raw-gzip' && system !== 'hocuspocus-64')
}

/** The lane of 50 people on 20 documents. */
export const live = { clients: 50, documents: 20, edits: 1000, everyMs: 20 } as const

/** Documents that a peer with a limited number of open ones has open at a time. */
export const openAtATime = 64
