import type { IncomingHttpHeaders } from 'node:http'
import { sql } from 'kysely'
import type { Role } from '#contract/common.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { tokenPrefix } from './keys/api-keys.ts'
import type { KeyRing } from './keys/key-ring.ts'
import type { Auth } from './sign-in/auth.ts'

/** What of a request says who asks: a Fastify request, or the handshake of a socket. */
export interface Asker {
  headers: IncomingHttpHeaders
  query?: unknown
}

/**
 * Says who asks and in which workspace: an API key by its token, a person by their session. Nobody when the key is dead,
 * the person was deactivated, or the workspace is not one of theirs.
 */
export function createIdentify({ db }: Pick<Ground, 'db'>, auth: Auth, keys: KeyRing) {
  return async ({ headers, query }: Asker): Promise<Actor | undefined> => {
    // A request that shows a key is judged by the key alone: it skipped the checks that a cookie needs.
    if (headers.authorization !== undefined) {
      const token = /^Bearer (\S+)$/i.exec(headers.authorization)?.[1]
      return token?.startsWith(tokenPrefix) ? actorOfKey(token) : undefined
    }
    // No answer of ours could carry a longer cookie from here; `GET /me` does.
    const session = await auth.sessionFor(headers, { slide: false })
    return session && actorOfUser(session.userId, workspaceNamed(headers, query))
  }

  async function actorOfKey(token: string): Promise<Actor | undefined> {
    const rights = await keys.rightsOf(token)
    if (!rights) return undefined
    const { id, memberId, workspaceId, role, scopes, partnerId, name, language } = rights
    const { teamIds, isLimitedToTeams } = rights
    return {
      ...{ kind: 'api_key', id, memberId, workspaceId, role, scopes, partnerId, name, language },
      ...{ teamIds, isLimitedToTeams },
    }
  }

  /** In the workspace asked for, or the one they joined last. */
  async function actorOfUser(userId: string, workspace: string | undefined): Promise<Actor | undefined> {
    const { rows } = await sql<{
      id: string
      workspace_id: string
      role: Role
      partner_id: string | null
      name: string
      language: Language
      team_ids: string[]
    }>`
      select m.id, m.workspace_id, m.role, m.partner_id, m.name, m.language,
        array(select t.team_id from team_members t
          where t.workspace_id = m.workspace_id and t.member_id = m.id) as team_ids
      from members m
      join workspaces w on w.id = m.workspace_id
      where m.user_id = ${userId}
        and m.status = 'active'
        and (${workspace ?? null}::text is null or w.slug = ${workspace ?? null} or w.id::text = ${workspace ?? null})
      order by m.created_at desc, m.id desc
      limit 1`.execute(db.system)
    const [row] = rows
    return (
      row && {
        kind: 'member',
        id: row.id,
        memberId: row.id,
        workspaceId: row.workspace_id,
        role: row.role,
        scopes: null,
        teamIds: row.team_ids,
        partnerId: row.partner_id,
        name: row.name,
        language: row.language,
      }
    )
  }
}

/** In a header; or in the address, for what cannot send one: a socket, a picture, a download. */
function workspaceNamed(headers: IncomingHttpHeaders, query: unknown): string | undefined {
  const named = headers['boucle-workspace'] ?? (query as { workspace?: unknown } | undefined)?.workspace
  if (named === undefined || named === '') return undefined
  // Given twice it names none of them.
  return typeof named === 'string' ? named : '?'
}
