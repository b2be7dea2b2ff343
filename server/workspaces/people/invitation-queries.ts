import { type Kysely, type Selectable, sql } from 'kysely'
import type { Invitation } from '#contract/workspaces.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Invitations } from '#server/platform/schema.ts'

export type InvitationRow = Selectable<Invitations>

/** Invitations that nobody accepted, newest first; one that is too old waits to be sent again. */
export async function pendingInvitations(tx: Tx): Promise<Invitation[]> {
  const rows = await tx
    .selectFrom('invitations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toInvitation)
}

/**
 * An invitation that nobody accepted and nobody took back, by its id or that of one it took the place of; held until the
 * end of the transaction, so that asking twice at once makes one.
 */
export async function pendingById(tx: Tx, id: string): Promise<InvitationRow | undefined> {
  const { rows } = await sql<{ email: string }>`
    select email from invitations where workspace_id = ${tx.workspaceId} and id = ${id} for update`.execute(
    tx,
  )
  const [asked] = rows
  if (!asked) return undefined
  return tx
    .selectFrom('invitations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('email', '=', asked.email)
    .where('id', '>=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The invitation of a link, whatever became of it; before a workspace is known. */
export async function invitationByHash(
  db: Kysely<DB>,
  hash: Buffer,
): Promise<(InvitationRow & { is_replaced: boolean }) | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .select(
      sql<boolean>`exists (
        select from invitations later
        where later.workspace_id = invitations.workspace_id and later.email = invitations.email
          and later.id > invitations.id and later.revoked_at is null)`.as('is_replaced'),
    )
    .where('token_hash', '=', hash)
    .executeTakeFirst()
}

/** The same, held until the end of the transaction: a link opens once. */
export async function lockInvitation(tx: Tx, hash: Buffer): Promise<InvitationRow | undefined> {
  return tx
    .selectFrom('invitations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('token_hash', '=', hash)
    .forUpdate()
    .executeTakeFirst()
}

/** Keeps a new invitation. */
export async function insertInvitation(
  tx: Tx,
  invitation: Invitation,
  { hash, invitedBy }: { hash: Buffer; invitedBy: string | null },
): Promise<void> {
  await tx
    .insertInto('invitations')
    .values({
      workspace_id: tx.workspaceId,
      id: invitation.id,
      email: invitation.email,
      name: invitation.name,
      role: invitation.role,
      language: invitation.language,
      team_ids: invitation.teamIds,
      partner_id: invitation.partnerId,
      token_hash: hash,
      invited_by: invitedBy,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
    })
    .execute()
}

/** Takes back the pending invitations of an id or of a mail address; gives the ids of those there were. */
export async function revokePending(
  tx: Tx,
  which: { id: string } | { email: string },
  at: Date,
): Promise<string[]> {
  const query = tx
    .updateTable('invitations')
    .set({ revoked_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
  const narrowed = 'id' in which ? query.where('id', '=', which.id) : query.where('email', '=', which.email)
  const rows = await narrowed.returning('id').execute()
  return rows.map(row => row.id)
}

/** Notes that an invitation was accepted. */
export async function markAccepted(tx: Tx, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('invitations')
    .set({ accepted_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** The state of the member with a mail address, if there is one. */
export async function memberStatusOf(
  tx: Tx,
  email: string,
): Promise<'active' | 'deactivated' | 'without account' | undefined> {
  const row = await tx
    .selectFrom('members')
    .select(['status', 'user_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb => eb(eb.fn<string>('lower', ['email']), '=', email))
    .executeTakeFirst()
  // They came with their workspace from another Boucle: their account stayed there.
  return row?.status === 'active' && row.user_id === null ? 'without account' : row?.status
}

/** True when a membership or a pending invitation waits for a mail address, in any workspace. */
export async function isExpected(db: Kysely<DB>, email: string, at: Date): Promise<boolean> {
  const address = email.trim().toLowerCase()
  const member = await db
    .selectFrom('members')
    .select('id')
    .where(eb => eb(eb.fn<string>('lower', ['email']), '=', address))
    .where('status', '=', 'active')
    .executeTakeFirst()
  if (member) return true
  const invitation = await db
    .selectFrom('invitations')
    .select('id')
    .where('email', '=', address)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  return invitation !== undefined
}

/** An invitation as the contract says it. */
export function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    language: row.language,
    teamIds: row.team_ids,
    partnerId: row.partner_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
