import { type Selectable, sql } from 'kysely'
import type { Contact } from '#contract/contacts.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Contacts, Identities } from '#server/platform/schema.ts'
import type { AttributeValues } from './attribute-values.ts'
import { headOf } from './merging/tree.ts'
import { type Sight, seesContact, seesConversation, shownTo, sightOf } from './visibility.ts'

export type ContactRecord = Selectable<Contacts>
export type IdentityRecord = Selectable<Identities>

/**
 * The one door to a contact: the row, or NotFound when it does not exist for this person. The id of a card that was
 * merged opens the card that shows it now. Locked, it is to be written on: of somebody who was erased nothing is written
 * any more (DAT-6).
 */
export async function contactFor(
  tx: Tx,
  sight: Sight,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<ContactRecord> {
  let query = tx
    .selectFrom('contacts as p')
    .selectAll()
    .where('p.workspace_id', '=', tx.workspaceId)
    .where('p.id', '=', id)
    .where(seesContact(sight.actor, 'p'))
  if (lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  if (row && row.merged_into === null) {
    if (lock && row.erased_at) throw new Refused('contact.erased')
    return row
  }
  const head = await headOf(tx, id)
  if (head === undefined || head === id) throw new NotFound('contact')
  return contactFor(tx, sight, head, { lock })
}

/** The same by whoever asks. */
export const shownContactFor = async (tx: Tx, actor: Actor, id: string): Promise<ContactRecord> =>
  contactFor(tx, await sightOf(tx, actor), id)

/** One card as this person may see it. */
export async function cardFor(tx: Tx, sight: Sight, id: string): Promise<Contact> {
  const [card] = await cards(tx, sight, [(await headOf(tx, id)) ?? id])
  if (!card) throw new NotFound('contact')
  return card
}

/** Cards in the order of their ids, those that this person may see, as they may see them. */
export async function cards(tx: Tx, sight: Sight, ids: string[]): Promise<Contact[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<CardRow>`
    select p.*, o.name as company_name, o.domain as company_domain,
      (select count(*) from conversations c
        where c.workspace_id = p.workspace_id and c.contact_id = p.id
          and c.status <> 'closed' and not c.is_spam and ${seesConversation(sight.actor, 'c')}) as open_conversations
    from contacts p
    left join companies o on o.workspace_id = p.workspace_id and o.id = p.company_id
    where p.workspace_id = ${tx.workspaceId} and p.id = any (${ids}::uuid[]) and ${seesContact(sight.actor, 'p')}`.execute(
    tx,
  )
  const identities = Map.groupBy(await identitiesOf(tx, ids), identity => identity.contact_id)
  const found = new Map(
    rows.map(row => [row.id, shownTo(sight, toCard(row, identities.get(row.id) ?? []))] as const),
  )
  return ids.flatMap(id => found.get(id) ?? [])
}

interface CardRow extends ContactRecord {
  company_name: string | null
  company_domain: string | null
  open_conversations: number
}

function identitiesOf(tx: Tx, contactIds: string[]): Promise<IdentityRecord[]> {
  return tx
    .selectFrom('identities')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

function toCard(row: CardRow, identities: IdentityRecord[]): Contact {
  return {
    id: row.id,
    name: row.name,
    firstName: row.first_name,
    lastName: row.last_name,
    language: row.language,
    company: row.company_id
      ? { id: row.company_id, name: row.company_name ?? '', domain: row.company_domain }
      : null,
    stage: row.stage,
    stageSince: row.stage_since.toISOString(),
    isVip: row.is_vip,
    isMinor: row.is_minor,
    preferredChannel: row.preferred_channel,
    attributes: row.attributes as AttributeValues,
    blockedAt: iso(row.blocked_at),
    archivedAt: iso(row.archived_at),
    identities: identities.map(identity => ({
      id: identity.id,
      kind: identity.kind,
      value: identity.value,
      shown: identity.shown,
      verifiedAt: iso(identity.verified_at),
      blockedAt: iso(identity.blocked_at),
      lastUsedAt: iso(identity.last_used_at),
    })),
    openConversations: row.open_conversations,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    lastContactAt: iso(row.last_contact_at),
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null
