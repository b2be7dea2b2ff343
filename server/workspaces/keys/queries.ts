import type { Kysely, Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Role, Scope } from '#contract/common.ts'
import type { ApiKey } from '#contract/workspaces.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Language } from '#server/platform/i18n.ts'
import type { ApiKeys } from '#server/platform/schema.ts'

/** What a token opens: the key, and the person it acts as when it has one. */
export interface KeyRights {
  id: string
  workspaceId: string
  name: string
  scopes: Scope[]
  role: Role
  expiresAt: Date | null
  lastUsedAt: Date | null
  memberId: string | null
  partnerId: string | null
  /** The teams it is limited to, or those of its person. */
  teamIds: string[]
  isLimitedToTeams: boolean
  language: Language
}

/** The key of a token, unless it was revoked or its person deactivated. */
export async function keyByHash(db: Kysely<DB>, hash: Buffer): Promise<KeyRights | undefined> {
  const { rows } = await sql<{
    id: string
    workspace_id: string
    name: string
    scopes: string[]
    role: Role
    expires_at: Date | null
    last_used_at: Date | null
    member_id: string | null
    partner_id: string | null
    team_ids: string[]
    is_limited: boolean
    language: Language
  }>`
    select k.id, k.workspace_id, k.scopes, k.expires_at, k.last_used_at, k.member_id, m.partner_id,
      coalesce(m.name, k.name) as name,
      coalesce(m.role, k.role) as role,
      coalesce(m.language, w.language) as language,
      k.team_ids is not null as is_limited,
      coalesce(k.team_ids, array(select t.team_id from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id)) as team_ids
    from api_keys k
    join workspaces w on w.id = k.workspace_id
    left join members m on m.workspace_id = k.workspace_id and m.id = k.member_id
    where k.token_hash = ${hash}
      and k.revoked_at is null
      and (k.member_id is null or m.status = 'active')`.execute(db)
  const [row] = rows
  return (
    row && {
      id: row.id,
      workspaceId: row.workspace_id,
      name: row.name,
      // Written through the contract, which knows the scopes.
      scopes: row.scopes as Scope[],
      role: row.role,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      memberId: row.member_id,
      partnerId: row.partner_id,
      teamIds: row.team_ids,
      isLimitedToTeams: row.is_limited,
      language: row.language,
    }
  )
}

/** Notes that a key was used; of many uses at once, one writes. */
export async function markUsed(db: Kysely<DB>, key: KeyRights, at: Date, unlessSince: Date): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ last_used_at: at })
    .where('workspace_id', '=', key.workspaceId)
    .where('id', '=', key.id)
    .where(eb => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', unlessSince)]))
    .execute()
}

/** Keys that were not revoked, newest first. */
export async function keyRows(tx: Tx): Promise<ApiKey[]> {
  const rows = await tx
    .selectFrom('api_keys')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toApiKey)
}

/** Revokes a key; false when there is none to revoke. */
export async function markRevoked(tx: Tx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_keys')
    .set({ revoked_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Keeps a new key. */
export async function insertKey(
  tx: Tx,
  key: ApiKey,
  { hash, createdBy }: { hash: Buffer; createdBy: string | null },
): Promise<void> {
  await tx
    .insertInto('api_keys')
    .values({
      workspace_id: tx.workspaceId,
      id: key.id,
      name: key.name,
      token_hash: hash,
      token_end: key.tokenEnd,
      scopes: key.scopes,
      role: key.role,
      team_ids: key.teamIds,
      member_id: key.memberId,
      created_by: createdBy,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .execute()
}

function toApiKey(row: Selectable<ApiKeys>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    tokenEnd: row.token_end,
    scopes: row.scopes as Scope[],
    role: row.role,
    teamIds: row.team_ids,
    memberId: row.member_id,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }
}
