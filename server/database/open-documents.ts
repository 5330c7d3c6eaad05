/**
 * Documents as the last edits left them, so that the next edit of one needn't decode it. Known by their whole state:
 * what was rolled back since, restored, or written by another node, isn't found and is decoded anew.
 */
import type * as Y from 'yjs'
import type { DocumentId } from '#shared/domain/ids.ts'

/** Open, a document takes many times the bytes of its state. */
const documentsAtMost = 64
const stateBytesAtMost = 16 * 1024

export class OpenDocuments {
  private readonly kept = new Map<DocumentId, { state: Uint8Array; doc: Y.Doc }>()

  /** The document in exactly this state, for whoever takes it to change; null when it isn't here. */
  take(id: DocumentId, state: Uint8Array): Y.Doc | null {
    const found = this.kept.get(id)
    this.kept.delete(id)
    return found && Buffer.compare(found.state, state) === 0 ? found.doc : null
  }

  /** `doc` holds just what `state` says, and nobody else holds it. */
  keep(id: DocumentId, state: Uint8Array, doc: Y.Doc): void {
    if (state.length > stateBytesAtMost) return
    this.kept.set(id, { state, doc })
    if (this.kept.size > documentsAtMost) this.kept.delete(this.kept.keys().next().value!)
  }
}
