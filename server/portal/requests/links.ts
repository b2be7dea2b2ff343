import { type Kysely, sql } from 'kysely'
import type { DB, Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'

/** How long a link opens its request; then the page offers to mail a new one. */
const linkDays = 90
/** More links than this in a day to one address are somebody's game. */
const mostPerDay = 20

export interface LinkTo {
  conversationId: string
  contactId: string
  address: string
  name: string
  language: Language
}

/**
 * Makes the link by which a customer follows a request; undefined when the request is not theirs: whoever merely takes
 * part in a conversation does not get to read all of it.
 */
export async function createLink(ground: Ground, tx: Tx, to: LinkTo): Promise<string | undefined> {
  const now = ground.clock.now()
  const { rows } = await sql<{ may: boolean }>`
    select c.contact_id = ${to.contactId} and ${mostPerDay} > (
      select count(*) from request_links l
      where l.workspace_id = ${tx.workspaceId} and l.address = ${to.address.toLowerCase()}
        and l.created_at > ${new Date(now.getTime() - 86_400_000)}
    ) as may
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.id = ${to.conversationId} and not c.is_spam`.execute(tx)
  if (!rows[0]?.may) return undefined
  const { token, hash } = newToken()
  await tx
    .insertInto('request_links')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      conversation_id: to.conversationId,
      contact_id: to.contactId,
      address: to.address.toLowerCase(),
      name: to.name,
      language: to.language,
      token_hash: hash,
      created_at: now,
      expires_at: new Date(now.getTime() + linkDays * 86_400_000),
    })
    .execute()
  return `${ground.publicUrl}/r/${token}`
}

export interface RequestLink extends LinkTo {
  workspaceId: string
  expiresAt: Date
}

/** What a token opens, whatever its workspace; the token itself is not kept, only its hash. */
export async function linkOf(system: Kysely<DB>, token: string): Promise<RequestLink | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined
  const row = await system
    .selectFrom('request_links')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  return (
    row && {
      workspaceId: row.workspace_id,
      conversationId: row.conversation_id,
      contactId: row.contact_id,
      address: row.address,
      name: row.name,
      language: row.language,
      expiresAt: row.expires_at,
    }
  )
}

/** A link mailed so shortly ago still lies on top of the mailbox: whoever asks again needs no second mail. */
const freshMinutes = 5

/**
 * Of some requests, those whose link was not just mailed to an address. Whoever asks twice at once waits for the other
 * here, until the end of its transaction.
 */
export async function withoutFreshLink<Of extends { conversationId: string }>(
  ground: Ground,
  tx: Tx,
  address: string,
  requests: readonly Of[],
): Promise<Of[]> {
  const to = address.trim().toLowerCase()
  await sql`select pg_advisory_xact_lock(hashtextextended(${`link/${tx.workspaceId}/${to}`}, 4403))`.execute(
    tx,
  )
  const { rows } = await sql<{ id: string }>`
    select conversation_id as id from request_links
    where workspace_id = ${tx.workspaceId} and address = ${to}
      and created_at > ${new Date(ground.clock.now().getTime() - freshMinutes * 60_000)}`.execute(tx)
  const mailed = new Set(rows.map(({ id }) => id))
  return requests.filter(({ conversationId }) => !mailed.has(conversationId))
}

/** The last requests in which an address wrote to us itself. */
export async function requestsOfAddress(
  tx: Tx,
  address: string,
): Promise<{ conversationId: string; contactId: string; number: number; subject: string; name: string }[]> {
  const { rows } = await sql<{
    conversationId: string
    contactId: string
    number: number
    subject: string
    name: string
  }>`
    select c.id as "conversationId", c.contact_id as "contactId", c.number::int as number, c.subject, p.name
    from identities i
    join contacts p on p.workspace_id = i.workspace_id and p.id = i.contact_id
    join conversations c on c.workspace_id = i.workspace_id and c.contact_id = i.contact_id
    where i.workspace_id = ${tx.workspaceId} and i.kind = 'email' and i.value = ${address.trim().toLowerCase()}
      and i.blocked_at is null and not c.is_spam and c.joined_into is null
      and exists (
        select from messages m
        where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.identity_id = i.id
      )
    order by c.last_message_at desc
    limit 5`.execute(tx)
  return rows
}
