/** Documents, whole. */
import type { DocumentRecord } from '../domain/document/document-record.ts'
import { documentIdsOf } from '../domain/id-families.ts'
import type { DocumentId, RelationshipId } from '../domain/ids.ts'
import { byteStrings, choices, converted, counts, ids, records, type Column } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'
import { packRelation, relations, rootWithin, unpackRelation, type PackedRelation } from './columns/relation.ts'

const columns: Column<DocumentRecord> = converted(
  records({
    id: ids<DocumentId>(),
    kind: choices<DocumentRecord['kind']>(),
    ...relations,
    seq: counts,
    state: byteStrings,
  }),
  ({ id, kind, relationshipId, seq, state }) => ({ id, kind, ...packRelation(id, relationshipId), seq, state }),
  (packed) => ({
    id: packed.id,
    kind: packed.kind,
    relationshipId: unpackRelation(packed.id, packed),
    seq: packed.seq,
    state: packed.state,
  }),
)

const idColumn = ids<DocumentId>()

const packedHeads = records<Pick<DocumentRecord, 'id' | 'kind'> & PackedRelation>({
  id: idColumn,
  kind: choices(),
  ...relations,
})

export const documentKind = defineRecord<DocumentRecord, 'document', Pick<DocumentRecord, 'relationshipId'>>({
  name: 'document',
  groups: [{ column: columns, missing: null }],
  ids: idColumn,
  heads: {
    read: (decoder, count) =>
      packedHeads.read(decoder, count).map((head) => ({ relationshipId: unpackRelation(head.id, head) })),
  },
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  idsMadeWith: (root) => Object.values(documentIdsOf(root as RelationshipId)),
  lies: 'packed',
})
