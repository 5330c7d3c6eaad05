/** What is kept of an MSP and a customer that it asked, whatever becomes of the question (M10, C12); and what a customer asks its MSP (C8). */
import type { Kysely } from 'kysely'
import { inChunks } from '../../in-chunks.ts'
import type { Schema } from '../../schema.ts'
import { addColumns, type DialectName } from '../add-columns.ts'
import { nodesMustKnow } from '../must-know.ts'

export const jointAsks = '2026-12-07-joint-asks'
export const askingMsps = '2026-12-06-asking-msps'

export async function addAskingMsps(db: Kysely<Schema>, dialect: DialectName): Promise<void> {
  await addColumns(
    db.schema.createTable('asking_msp'),
    {
      organisation_id: 'text',
      msp_id: 'text',
      msp_name: 'text',
      asked_at: 'integer?',
      rejected_at: 'integer?',
      blocked_at: 'integer?',
      blocked_by: 'text?',
      decided_at: 'integer?',
      version: 'integer',
    },
    dialect,
  )
    .addPrimaryKeyConstraint('asking_msp_pk', ['organisation_id', 'msp_id'])
    .execute()
  const asked = await db
    .selectFrom('relationship')
    .innerJoin('organisation as msp', 'msp.id', 'relationship.msp_id')
    .select(['customer_id', 'msp_id', 'msp.name', 'status', 'request_asked_at', 'modified_at'])
    .where('request_asked_at', 'is not', null)
    .where('status', 'in', ['pending', 'rejected', 'no-longer-possible', 'withdrawn'])
    .orderBy('request_asked_at', 'desc')
    .execute()
  const rows = asked.map(({ customer_id, msp_id, name, status, request_asked_at, modified_at }) => ({
    organisation_id: customer_id,
    msp_id,
    msp_name: name,
    asked_at: request_asked_at,
    rejected_at: status === 'rejected' ? modified_at : null,
    blocked_at: null,
    blocked_by: null,
    decided_at: null,
    version: 1,
  }))
  for (const chunk of inChunks(rows))
    await db
      .insertInto('asking_msp')
      .values(chunk)
      .onConflict((conflict) => conflict.columns(['organisation_id', 'msp_id']).doNothing())
      .execute()
  // An older node would let a blocked one ask.
  await nodesMustKnow(db, askingMsps)
}

/** When a fully managed company asked for joint management, and last asked again. */
export async function addJointAsks(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('relationship').addColumn('joint_asked_at', 'bigint').execute()
  await db.schema.alterTable('relationship').addColumn('joint_reminded_at', 'bigint').execute()
}
