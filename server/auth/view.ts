/** What somebody's live pages hold depends on this, and on nothing else of theirs: whoever has the same view shares them. */
import { hash } from 'node:crypto'
import { allPermissions } from '#shared/domain/access/permission.ts'
import type { Scope } from '#shared/domain/access/scope.ts'
import type { Access } from './access.ts'

const known = new WeakMap<Access, string>()

/** Of their organisation, their permissions and their scope. */
export function viewOf(access: Access): string {
  const before = known.get(access)
  if (before !== undefined) return before
  const permissions = allPermissions.map((name) => (access.permissions.has(name) ? '1' : '0')).join('')
  const view = `${access.organisationId} ${permissions} ${scopeName(access.scope)}`
  known.set(access, view)
  return view
}

function scopeName({ kind, allowed, denied }: Scope): string {
  if (kind === 'all') return kind
  return `${kind} ${hash('sha256', `${[...allowed].toSorted().join()}/${[...denied].toSorted().join()}`)}`
}
