/** Whether a customer is in a person's scope, as a condition (M20): deny beats allow. `can` asks the same of resolved ids. */
import { expressionBuilder, type Expression, type SqlBool } from 'kysely'
import type { ScopeKind } from '#shared/domain/access/scope.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Schema, ScopeEntryTable } from '../schema.ts'

/** `userId` and `customerId`: columns of the query around it, or values. */
export function whereInScope(
  kind: Exclude<ScopeKind, 'all'>,
  userId: Expression<UserId>,
  customerId: Expression<OrganisationId>,
): Expression<SqlBool> {
  const { and, not } = expressionBuilder<Schema, never>()
  const isDenied = isNamed('deny', userId, customerId)
  return kind === 'but' ? not(isDenied) : and([isNamed('allow', userId, customerId), not(isDenied)])
}

/** By itself, or by a group that it is in. */
function isNamed(
  effect: ScopeEntryTable['effect'],
  userId: Expression<UserId>,
  customerId: Expression<OrganisationId>,
): Expression<SqlBool> {
  const { exists, selectFrom } = expressionBuilder<Schema, never>()
  const groups = selectFrom('customer_group_member')
    .select('customer_group_member.group_id')
    .where('customer_group_member.customer_id', '=', customerId)
  return exists(
    selectFrom('scope_entry')
      .select('scope_entry.user_id')
      .where('scope_entry.user_id', '=', userId)
      .where('scope_entry.effect', '=', effect)
      .where(({ eb, or }) =>
        or([eb('scope_entry.subject_id', '=', customerId), eb('scope_entry.subject_id', 'in', groups)]),
      ),
  )
}
