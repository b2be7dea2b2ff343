import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon } from '#server/platform/writes.ts'
import { sharesMailboxes } from '../free-mail.ts'
import { type IdentityKind, normaliseIdentity } from '../identity.ts'
import { domainsOf, isUnder, normaliseDomain } from './domains.ts'

/** A sender as it is compared. */
export interface Blockable {
  kind: IdentityKind | 'domain'
  value: string
  shown: string
}

/** Why and from where somebody is blocked. */
export interface BlockNote {
  reason?: string | undefined
  conversationId?: string | undefined
  /** The caller records an event of its own. */
  isTold?: boolean
}

/** Blocks an address or a domain that a person names; refused where customers who did nothing, or we, would be shut out. */
export async function blockByHand(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { kind, value }: { kind: 'email' | 'domain'; value: string },
  note: BlockNote,
): Promise<string> {
  if (note.conversationId) await requireConversation(tx, note.conversationId)
  const blockable = kind === 'domain' ? await domainToBlock(tx, value) : await addressToBlock(tx, value)
  const id = await block(ground, tx, actor, blockable, note)
  if (!id) throw new Refused('blocked_sender.already', { value: blockable.value })
  return id
}

/** Blocks a sender, on the list and on the card of whoever has the address; undefined when it was blocked already. */
export async function block(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { kind, value, shown }: Blockable,
  { reason = '', conversationId, isTold = false }: BlockNote = {},
): Promise<string | undefined> {
  const id = ground.newId()
  const at = ground.clock.now()
  const { rows } = await sql<{ id: string }>`
    insert into blocked_senders (workspace_id, id, kind, value, shown, reason, blocked_by, blocked_at, conversation_id)
    values (${tx.workspaceId}, ${id}, ${kind}, ${value}, ${shown}, ${reason}, ${actor.memberId}, ${at}, ${conversationId ?? null})
    on conflict (workspace_id, kind, value) do nothing
    returning id`.execute(tx)
  if (rows.length === 0) return undefined
  const contactId = await markCard(tx, { kind, value }, at)
  if (isTold) return id
  await ground.recordEvent(tx, {
    type: 'sender.blocked',
    actor: asEventActor(actor),
    subject: { kind: 'blocked_sender', id },
    ...(contactId && { contactId }),
    data: { kind, ...(conversationId && { fromConversationId: conversationId }) },
    details: { sender: value, reason },
  })
  return id
}

/** Lets a sender write again; says whether it was blocked. */
export async function unblock(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { kind, value }: Pick<Blockable, 'kind' | 'value'>,
  { isTold = false }: BlockNote = {},
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    delete from blocked_senders
    where workspace_id = ${tx.workspaceId} and kind = ${kind} and value = ${value}
    returning id`.execute(tx)
  const id = rows[0]?.id
  if (!id) return false
  await sql`delete from stopped_messages where workspace_id = ${tx.workspaceId} and blocked_id = ${id}`.execute(
    tx,
  )
  const contactId = await markCard(tx, { kind, value }, null)
  if (isTold) return true
  await ground.recordEvent(tx, {
    type: 'sender.unblocked',
    actor: asEventActor(actor),
    subject: { kind: 'blocked_sender', id },
    ...(contactId && { contactId }),
    data: { kind },
    details: { sender: value },
  })
  return true
}

/** Blocks, or frees, identities that are known; says which changed. */
export async function blockIdentities(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  ids: string[],
  isBlocked: boolean,
  note: BlockNote = {},
): Promise<string[]> {
  if (ids.length === 0) return []
  const found = await tx
    .selectFrom('identities')
    .select(['id', 'kind', 'value', 'shown'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  const changed = []
  for (const identity of found) {
    const blockable = { ...identity, kind: identity.kind as IdentityKind }
    const didChange = isBlocked
      ? await block(ground, tx, actor, blockable, note)
      : await unblock(ground, tx, actor, blockable, note)
    if (didChange) changed.push(identity.id)
    if (!isBlocked) await requireFree(tx, blockable)
  }
  return changed
}

/** Whoever frees an address believes that it may write again: not while its whole domain is blocked. */
async function requireFree(tx: Tx, { kind, value }: { kind: IdentityKind; value: string }): Promise<void> {
  const { rows } = await sql<{ domain: string }>`
    select value as domain from blocked_senders
    where workspace_id = ${tx.workspaceId} and id = ${blockOf(tx, kind, value)}`.execute(tx)
  if (rows[0]) throw new Refused('blocked_sender.domain_blocked', rows[0])
}

/** What blocks an address or number, as a subquery: itself before a domain that it is under. */
export const blockOf = (tx: Tx, kind: IdentityKind, value: string) => sql<string | null>`
  (select b.id from blocked_senders b
  where b.workspace_id = ${tx.workspaceId} and b.kind in (${kind}, 'domain')
    and b.value = any (${[value, ...(kind === 'email' ? domainsOf(value) : [])]}::text[])
    and (b.kind = 'domain') = (b.value <> ${value})
  order by length(b.value) desc
  limit 1)`

/** Notes that a message was kept apart, to be counted beside whoever was blocked. */
export async function noteStopped(ground: Ground, tx: Tx, blockedId: string): Promise<void> {
  await insertSoon(tx, 'stopped_messages', {
    workspace_id: tx.workspaceId,
    blocked_id: blockedId,
    id: ground.newId(),
    at: ground.clock.now(),
  })
}

async function markCard(
  tx: Tx,
  { kind, value }: Pick<Blockable, 'kind' | 'value'>,
  at: Date | null,
): Promise<string | undefined> {
  if (kind === 'domain') return undefined
  const { rows } = await sql<{ contact_id: string }>`
    update identities set blocked_at = ${at}
    where workspace_id = ${tx.workspaceId} and kind = ${kind} and value = ${value}
    returning contact_id`.execute(tx)
  return rows[0]?.contact_id
}

async function domainToBlock(tx: Tx, text: string): Promise<Blockable> {
  const domain = normaliseDomain(text)
  if (!domain) throw new Invalid('blocked_sender.unreadable_domain', { value: text })
  if (sharesMailboxes(domain)) throw new Refused('blocked_sender.public_domain', { domain })
  for (const address of await ownAddresses(tx)) {
    const own = address.slice(address.lastIndexOf('@') + 1)
    if (isUnder(own, domain) || (isUnder(domain, own) && !sharesMailboxes(own)))
      throw new Refused('blocked_sender.own_domain', { domain })
  }
  return { kind: 'domain', value: domain, shown: domain }
}

async function addressToBlock(tx: Tx, text: string): Promise<Blockable> {
  const address = normaliseIdentity('email', text, 'FR')
  if (!address) throw new Invalid('identity.unreadable_email', { value: text })
  if ((await ownAddresses(tx)).includes(address.value))
    throw new Refused('blocked_sender.own_address', { address: address.value })
  return { kind: 'email', ...address }
}

/** Addresses that we receive by, and those of the people who work here. */
async function ownAddresses(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select lower(address) as address from channels
    where workspace_id = ${tx.workspaceId} and kind = 'email' and address is not null
    union
    select lower(email) from members where workspace_id = ${tx.workspaceId} and status = 'active'`.execute(tx)
  return rows.map(({ address }) => address)
}

async function requireConversation(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`
    select from conversations where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
  if (rows.length === 0) throw new NotFound('conversation')
}
