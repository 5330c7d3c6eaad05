// What every decision about a team comes to, in words: ✓ it is taken, with what becomes of it; – it isn't permitted.
import type { TeamDecisionName } from '#shared/decisions/registry.ts'

/**
 * A line is a question of `team-tables.ts`. Columns: a super admin; a manager, who has all that a role can; the help desk, which only
 * looks and manages admins; a manager who sees only Acme (of an MSP); an MSP under the grant of C7 (of a customer).
 */
export const teamOutcomes: Record<TeamDecisionName, string> = {
  'invite-person': `
    as an admin           | ✓ added         | ✓ added         | more            | more      | ✓ added
    as a super admin      | ✓ added         | more            | more            | more      | more
    as a manager          | ✓ added         | ✓ added         | more            | more      | more
    as a reader           | ✓ added         | ✓ added         | ✓ added         | more      | ✓ added
    in a role there isn’t | not-found       | not-found       | not-found       | not-found | not-found
    for Acme alone        | ✓ added         | ✓ added         | more            | ✓ added   | invalid-input
    who is here           | already-here    | already-here    | already-here    | more      | already-here
    who is blocked        | already-here    | already-here    | already-here    | more      | already-here
    who is invited        | already-invited | already-invited | already-invited | more      | already-invited
    who was revoked       | ✓ gone + added  | ✓ gone + added  | more            | more      | ✓ gone + added
    under a taken id      | id-taken        | id-taken        | id-taken        | id-taken  | id-taken
  `,
  'resend-person-invitation': `
    an admin               | invitation-used    | invitation-used    | more            | more            | invitation-used
    another manager        | invitation-used    | invitation-used    | more            | more            | more
    another super admin    | invitation-used    | more               | more            | more            | more
    a reader               | invitation-used    | invitation-used    | invitation-used | more            | invitation-used
    invited                | ✓ asked again      | ✓ asked again      | more            | more            | ✓ asked again
    invitation waits       | invitation-waiting | invitation-waiting | more            | more            | invitation-waiting
    invitation ran out     | ✓ pending          | ✓ pending          | more            | more            | ✓ pending
    invitation revoked     | ✓ pending          | ✓ pending          | more            | more            | ✓ pending
    blocked                | invitation-used    | invitation-used    | more            | more            | invitation-used
    left by an MSP         | invitation-used    | invitation-used    | more            | more            | invitation-used
    the last super admin   | invitation-used    | more               | more            | more            | more
    who sees only Acme     | invitation-used    | invitation-used    | more            | invitation-used | not-found
    the super admin itself | oneself            | more               | more            | more            | more
    the manager itself     | invitation-used    | oneself            | more            | more            | more
    nobody                 | not-found          | not-found          | not-found       | not-found       | not-found
  `,
  'revoke-person-invitation': `
    an admin               | stale     | stale     | more      | more      | stale
    another manager        | stale     | stale     | more      | more      | more
    another super admin    | stale     | more      | more      | more      | more
    a reader               | stale     | stale     | stale     | more      | stale
    invited                | ✓ revoked | ✓ revoked | more      | more      | ✓ revoked
    invitation waits       | ✓ revoked | ✓ revoked | more      | more      | ✓ revoked
    invitation ran out     | ✓ revoked | ✓ revoked | more      | more      | ✓ revoked
    invitation revoked     | stale     | stale     | more      | more      | stale
    blocked                | stale     | stale     | more      | more      | stale
    left by an MSP         | stale     | stale     | more      | more      | stale
    the last super admin   | the last  | more      | more      | more      | more
    who sees only Acme     | stale     | stale     | more      | stale     | not-found
    the super admin itself | oneself   | more      | more      | more      | more
    the manager itself     | stale     | oneself   | more      | more      | more
    nobody                 | not-found | not-found | not-found | not-found | not-found
  `,
  'change-person': `
    an admin               | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    another manager        | ✓ reader      | ✓ reader    | more        | more      | more
    another super admin    | ✓ reader      | more        | more        | more      | more
    a reader               | ✓ reader      | ✓ reader    | ✓ reader    | more      | ✓ reader
    invited                | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    invitation waits       | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    invitation ran out     | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    invitation revoked     | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    blocked                | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    left by an MSP         | ✓ reader      | ✓ reader    | more        | more      | ✓ reader
    the last super admin   | the last      | more        | more        | more      | more
    who sees only Acme     | ✓ reader      | ✓ reader    | more        | ✓ reader  | not-found
    the super admin itself | oneself       | more        | more        | more      | more
    the manager itself     | ✓ reader      | oneself     | more        | more      | more
    nobody                 | not-found     | not-found   | not-found   | not-found | not-found
    to a super admin       | ✓ super-admin | more        | more        | more      | more
    to an admin            | ✓ admin       | ✓ admin     | more        | more      | ✓ admin
    to a role there isn’t  | not-found     | not-found   | not-found   | more      | not-found
    to Acme alone          | ✓ sees only   | ✓ sees only | ✓ sees only | more      | invalid-input
    to all customers       | ✓ sees all    | ✓ sees all  | more        | more      | not-found
    the last to Acme alone | the last      | more        | more        | more      | more
  `,
  'block-person': `
    an admin               | ✓ blocked | ✓ blocked | more      | more      | ✓ blocked
    another manager        | ✓ blocked | ✓ blocked | more      | more      | more
    another super admin    | ✓ blocked | more      | more      | more      | more
    a reader               | ✓ blocked | ✓ blocked | ✓ blocked | more      | ✓ blocked
    invited                | stale     | stale     | more      | more      | stale
    invitation waits       | stale     | stale     | more      | more      | stale
    invitation ran out     | stale     | stale     | more      | more      | stale
    invitation revoked     | stale     | stale     | more      | more      | stale
    blocked                | stale     | stale     | more      | more      | stale
    left by an MSP         | ✓ blocked | ✓ blocked | more      | more      | ✓ blocked
    the last super admin   | the last  | more      | more      | more      | more
    who sees only Acme     | ✓ blocked | ✓ blocked | more      | ✓ blocked | not-found
    the super admin itself | oneself   | more      | more      | more      | more
    the manager itself     | ✓ blocked | oneself   | more      | more      | more
    nobody                 | not-found | not-found | not-found | not-found | not-found
  `,
  'reactivate-person': `
    an admin               | stale     | stale     | more      | more      | stale
    another manager        | stale     | stale     | more      | more      | more
    another super admin    | stale     | more      | more      | more      | more
    a reader               | stale     | stale     | stale     | more      | stale
    invited                | stale     | stale     | more      | more      | stale
    invitation waits       | stale     | stale     | more      | more      | stale
    invitation ran out     | stale     | stale     | more      | more      | stale
    invitation revoked     | stale     | stale     | more      | more      | stale
    blocked                | ✓ active  | ✓ active  | more      | more      | ✓ active
    left by an MSP         | stale     | stale     | more      | more      | stale
    the last super admin   | stale     | more      | more      | more      | more
    who sees only Acme     | stale     | stale     | more      | stale     | not-found
    the super admin itself | oneself   | more      | more      | more      | more
    the manager itself     | stale     | oneself   | more      | more      | more
    nobody                 | not-found | not-found | not-found | not-found | not-found
  `,
  'keep-person': `
    an admin               | stale     | stale     | more      |  | stale
    another manager        | stale     | stale     | more      |  | more
    another super admin    | stale     | more      | more      |  | more
    a reader               | stale     | stale     | stale     |  | stale
    invited                | stale     | stale     | more      |  | stale
    invitation waits       | stale     | stale     | more      |  | stale
    invitation ran out     | stale     | stale     | more      |  | stale
    invitation revoked     | stale     | stale     | more      |  | stale
    blocked                | stale     | stale     | more      |  | stale
    left by an MSP         | ✓ kept    | ✓ kept    | more      |  | stale
    the last super admin   | stale     | more      | more      |  | more
    who sees only Acme     | not-found | not-found | not-found |  | not-found
    the super admin itself | oneself   | more      | more      |  | more
    the manager itself     | stale     | oneself   | more      |  | more
    nobody                 | not-found | not-found | not-found |  | not-found
  `,
  'remove-person': `
    an admin               | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    another manager        | ✓ gone    | ✓ gone    | more      | more      | more
    another super admin    | ✓ gone    | more      | more      | more      | more
    a reader               | ✓ gone    | ✓ gone    | ✓ gone    | more      | ✓ gone
    invited                | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    invitation waits       | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    invitation ran out     | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    invitation revoked     | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    blocked                | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    left by an MSP         | ✓ gone    | ✓ gone    | more      | more      | ✓ gone
    the last super admin   | the last  | more      | more      | more      | more
    who sees only Acme     | ✓ gone    | ✓ gone    | more      | ✓ gone    | not-found
    the super admin itself | oneself   | more      | more      | more      | more
    the manager itself     | ✓ gone    | oneself   | more      | more      | more
    nobody                 | not-found | not-found | not-found | not-found | not-found
  `,
  'add-role': `
    to look               | ✓ added       | ✓ added       | ✓ added       | ✓ added       | ✓ added
    with all a role can   | ✓ added       | ✓ added       | more          | ✓ added       | more
    with what no role can | invalid-input | invalid-input | invalid-input | invalid-input | invalid-input
    that can’t look       | invalid-input | invalid-input | invalid-input | invalid-input | invalid-input
    of a taken name       | name-taken    | name-taken    | name-taken    | name-taken    | name-taken
    called Super Admin    | name-taken    | name-taken    | name-taken    | name-taken    | name-taken
    under a taken id      | id-taken      | id-taken      | id-taken      | id-taken      | id-taken
  `,
  'change-role': `
    of readers      | ✓ changed  | ✓ changed  | ✓ changed  | more      | ✓ changed
    of managers     | ✓ changed  | ✓ changed  | more       | more      | more
    of nobody       | ✓ changed  | ✓ changed  | ✓ changed  | ✓ changed | ✓ changed
    to more         | ✓ changed  | ✓ changed  | more       | more      | ✓ changed
    to a taken name | name-taken | name-taken | name-taken | more      | name-taken
    there isn’t     | not-found  | not-found  | not-found  | not-found | not-found
  `,
  'delete-role': `
    nobody has               | ✓ gone               | ✓ gone              | ✓ gone      | ✓ gone    | ✓ gone
    somebody has             | role-in-use          | role-in-use         | role-in-use | more      | role-in-use
    they become admins       | ✓ admin + gone       | ✓ admin + gone      | more        | more      | ✓ admin + gone
    they become super admins | ✓ super-admin + gone | more                | more        | more      | more
    they keep it             | role-in-use          | role-in-use         | role-in-use | more      | role-in-use
    of managers              | ✓ 3 × reader + gone  | ✓ 3 × reader + gone | more        | more      | more
    there isn’t              | not-found            | not-found           | not-found   | not-found | not-found
  `,
  'add-group': `
    new              | ✓ added    | ✓ added    | ✓ added    | more     |
    of a taken name  | name-taken | name-taken | name-taken | more     |
    under a taken id | id-taken   | id-taken   | id-taken   | id-taken |
  `,
  'change-group': `
    to another name | ✓ changed  | ✓ changed  | ✓ changed  | more      |
    to a taken name | name-taken | name-taken | name-taken | more      |
    there isn’t     | not-found  | not-found  | not-found  | not-found |
  `,
  'delete-group': `
    in no scope | ✓ gone       | ✓ gone       | ✓ gone       | more      |
    in a scope  | group-in-use | group-in-use | group-in-use | more      |
    there isn’t | not-found    | not-found    | not-found    | not-found |
  `,
  'change-msp-profile': `
    its own       | ✓ changed | ✓ changed | ✓ changed | ✓ changed |
    another MSP’s | not-found | not-found | not-found | not-found |
  `,
  'block-msp': `
    that asked       | ✓ blocked | – | – |  | –
    that is blocked  | stale     | – | – |  | –
    that never asked | not-found | – | – |  | –
  `,
  'unblock-msp': `
    that asked       | stale       | – | – |  | –
    that is blocked  | ✓ unblocked | – | – |  | –
    that never asked | not-found   | – | – |  | –
  `,
  'ask-joint-management': `
    for the first time | ✓ asked           | – | – |  | –
    an hour after      | asked-this-week   | – | – |  | –
    a week after       | ✓ reminded        | – | – |  | –
    of no MSP          | not-fully-managed | – | – |  | –
  `,
  'apply-for-service': `
    it has not    | ✓ applied             | – | – |  | –
    applied for   | applied-already       | – | – |  | –
    it has        | service-yours-already | – | – |  | –
    suspended     | service-yours-already | – | – |  | –
    rejected once | ✓ applied             | – | – |  | –
  `,
}
