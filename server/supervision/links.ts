import { type Kysely, sql } from 'kysely'
import type { BoardLink, BoardName } from '#contract/supervision.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'

const dayMs = 86_400_000
/** Beyond this a list of links is no list. */
const mostShown = 200

interface LinkRow {
  id: string
  name: string
  board: string
  created_at: Date
  created_by: string | null
  created_by_name: string | null
  expires_at: Date
  revoked_at: Date | null
  last_seen_at: Date | null
}

/** The links of a workspace, the newest first; those of a board that is no more are named by nothing. */
export async function linksOf(
  tx: Tx,
  named: (key: string) => BoardName | undefined,
  id?: string,
): Promise<BoardLink[]> {
  const { rows } = await sql<LinkRow>`
    select l.id, l.name, l.board, l.created_at, l.created_by, m.name as created_by_name, l.expires_at, l.revoked_at,
      l.last_seen_at
    from wallboard_links l
    left join members m on m.workspace_id = l.workspace_id and m.id = l.created_by
    where l.workspace_id = ${tx.workspaceId} and (${id ?? null}::uuid is null or l.id = ${id ?? null}::uuid)
    order by l.created_at desc, l.id desc
    limit ${mostShown}`.execute(tx)
  return rows.flatMap(row => {
    const board = named(row.board)
    return board ? [toLink(row, board)] : []
  })
}

const toLink = (row: LinkRow, board: BoardName): BoardLink => ({
  id: row.id,
  name: row.name,
  board,
  createdAt: row.created_at.toISOString(),
  createdBy: row.created_by ? { id: row.created_by, name: row.created_by_name ?? '' } : null,
  expiresAt: row.expires_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
})

/** Makes a link to a board; gives its id and the secret, which is kept nowhere. */
export async function createLink(
  { newId, clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  { name, board, days }: { name: string; board: BoardName; days: number },
): Promise<{ id: string; secret: string }> {
  const { token, hash } = newToken('wall_')
  const now = clock.now()
  const id = newId()
  const expiresAt = new Date(now.getTime() + days * dayMs)
  await tx
    .insertInto('wallboard_links')
    .values({
      workspace_id: tx.workspaceId,
      id,
      name,
      board: board.key,
      secret_hash: hash,
      created_at: now,
      created_by: actor.memberId,
      expires_at: expiresAt,
    })
    .execute()
  await recordEvent(tx, {
    type: 'wallboard_link.created',
    actor: asEventActor(actor),
    subject: { kind: 'wallboard_link', id },
    data: { board: board.key, expiresAt: expiresAt.toISOString() },
    details: { after: { name } },
  })
  return { id, secret: token }
}

/** Ends a link; screens that show it hear so from the feed. */
export async function revokeLink(
  { clock, recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<void> {
  const ended = await tx
    .updateTable('wallboard_links')
    .set({ revoked_at: clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('board')
    .executeTakeFirst()
  if (!ended) {
    const known = await tx
      .selectFrom('wallboard_links')
      .select('id')
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!known) throw new NotFound('wallboard_link')
    return
  }
  await recordEvent(tx, {
    type: 'wallboard_link.revoked',
    actor: asEventActor(actor),
    subject: { kind: 'wallboard_link', id },
    data: { board: ended.board },
  })
}

/** What a link opens, while it does. */
export interface OpenLink {
  workspaceId: string
  id: string
  board: string
}

/** Finds what a secret opens now; undefined when it opens nothing. */
export async function openedBy(db: Kysely<DB>, secret: string, now: Date): Promise<OpenLink | undefined> {
  const { rows } = await sql<OpenLink>`
    update wallboard_links set last_seen_at = ${now}
    where secret_hash = ${hashToken(secret)} and revoked_at is null and expires_at > ${now}
    returning workspace_id as "workspaceId", id, board`.execute(db)
  return rows[0]
}

/** Which of these links are open now; notes that somebody looks. */
export async function stillOpen(db: Kysely<DB>, ids: readonly string[], now: Date): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    update wallboard_links set last_seen_at = ${now}
    where id = any (${ids}::uuid[]) and revoked_at is null and expires_at > ${now}
    returning id`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
