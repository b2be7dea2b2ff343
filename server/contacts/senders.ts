import { sql } from 'kysely'
import type { Language } from '#contract/common.ts'
import type { Tx } from '#server/platform/db.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon, writeSoon } from '#server/platform/writes.ts'
import { blockOf, noteStopped } from './blocking/blocking.ts'
import { companyOfAddress } from './companies.ts'
import { requireNotErased } from './erased.ts'
import { findIdentity, lockIdentity } from './identities.ts'
import { type IdentityKind, type NormalIdentity, normaliseIdentity } from './identity.ts'
import { headOf, keepOwn, redraw } from './merging/tree.ts'
import { cleanName, isPlaceholder } from './names.ts'
import { refreshSearch, searchColumns } from './search.ts'
import { countryOf } from './workspace-country.ts'

export interface Sender {
  kind: IdentityKind
  address: string
  name: string | null
  /**
   * Whether the address is proved to be theirs (an aligned, passing DMARC; a signed-in visitor). Left out when nobody
   * wrote: we are about to write to the address.
   */
  verified?: boolean
  language?: Language | null
}

export interface KnownSender {
  contactId: string
  identityId: string
  /** True when the contact was made just now. */
  isNew: boolean
  /** True when the address, a domain it is under or the person is blocked: what they write is spam. */
  blocked: boolean
}

/**
 * Whose address this is: the identity by its normalised value, or a new contact with it. As many calls at once as
 * there are first messages make one contact. A mere From never verifies an address.
 */
export async function contactOfSender(ground: Ground, tx: Tx, sender: Sender): Promise<KnownSender> {
  const { value, shown } = await identityOf(tx, sender)
  const known = await meet(ground, tx, sender, value)
  if (known) return known
  await lockIdentity(tx, sender.kind, value)
  // Whoever held the lock may just have made it.
  const met = await meet(ground, tx, sender, value)
  if (met) return met
  // Whoever writes is welcome, even after an erasure; we do not write first to somebody who was erased.
  if (sender.verified === undefined)
    await requireNotErased(ground.secrets, tx, [{ kind: sender.kind, value }])
  return welcome(ground, tx, sender, { value, shown })
}

/** Notes when a person last came to us: by this their data is kept or deleted (an answer of ours does not count). */
export async function touchContact(tx: Tx, contactId: string, at: Date): Promise<void> {
  await tx
    .updateTable('contacts')
    .set({ last_contact_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .where(eb => eb.or([eb('last_contact_at', 'is', null), eb('last_contact_at', '<', at)]))
    .execute()
}

/** A message must find its person even when its address is not quite one: then it is compared as it came. */
async function identityOf(tx: Tx, { kind, address }: Sender): Promise<NormalIdentity> {
  const country = kind === 'phone' || kind === 'whatsapp' ? await countryOf(tx) : 'FR'
  const asItCame = address
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 320)
  return normaliseIdentity(kind, address, country) ?? { value: asItCame.toLowerCase(), shown: asItCame }
}

/** The person behind a known address, whose card learns what this message tells. */
async function meet(
  ground: Ground,
  tx: Tx,
  { kind, verified, name, language }: Sender,
  value: string,
): Promise<KnownSender | undefined> {
  const found = await findIdentity(tx, kind, value)
  if (!found) return undefined
  const now = ground.clock.now()
  if (verified !== undefined) {
    const verifies = verified === true && !found.verified_at
    await writeSoon(tx, () =>
      sql`
      with contact as (
        update contacts set last_contact_at = ${now}
        where workspace_id = ${tx.workspaceId} and id = ${found.contact_id}
          and (last_contact_at is null or last_contact_at < ${now})
      )
      update identities set last_used_at = ${now}, verified_at = case when ${verifies} then ${now} else verified_at end
      where workspace_id = ${tx.workspaceId} and id = ${found.id}`.execute(tx),
    )
  }
  if (verified && !found.verified_at)
    await ground.recordEvent(tx, {
      type: 'identity.verified',
      actor: system,
      subject: { kind: 'identity', id: found.id },
      contactId: found.contact_id,
      data: { kind },
    })
  const better = cleanName(name)
  const learnt = {
    ...(isPlaceholder(found.home_name) && !isPlaceholder(better) && { name: better }),
    ...(found.home_language === null && language && { language }),
  }
  if (Object.keys(learnt).length > 0)
    await learn(ground, tx, found.home_contact_id ?? found.contact_id, learnt, {
      name: found.home_name,
      language: null,
    })
  const blockedBy = found.blocked_by_id ?? (found.contact_blocked_at && found.contact_id)
  if (blockedBy && verified !== undefined) await noteStopped(ground, tx, blockedBy)
  return { contactId: found.contact_id, identityId: found.id, isNew: false, blocked: blockedBy !== null }
}

async function learn(
  ground: Ground,
  tx: Tx,
  contactId: string,
  learnt: { name?: string; language?: Language },
  before: { name: string; language: null },
): Promise<void> {
  const now = ground.clock.now()
  const card = await tx
    .updateTable('contacts')
    .set({ ...learnt, updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .returning(['id', 'own', 'merged_into'])
    .executeTakeFirstOrThrow()
  await keepOwn(tx, card, learnt)
  if (card.merged_into) await redraw(tx, card.merged_into, now)
  const shownId = card.merged_into ? (await headOf(tx, contactId))! : contactId
  if (learnt.name) await refreshSearch(tx, [...new Set([contactId, shownId])])
  const changed = Object.keys(learnt) as (keyof typeof learnt)[]
  await ground.recordEvent(tx, {
    type: 'contact.updated',
    actor: { kind: 'contact', id: shownId },
    subject: { kind: 'contact', id: contactId },
    contactId: shownId,
    data: { changed },
    details: { before: Object.fromEntries(changed.map(key => [key, before[key]])), after: learnt },
  })
}

/** Makes the contact of an address nobody has; its lock is held. */
async function welcome(
  ground: Ground,
  tx: Tx,
  { kind, name, verified, language }: Sender,
  { value, shown }: NormalIdentity,
): Promise<KnownSender> {
  const contactId = ground.newId()
  const now = ground.clock.now()
  const said = cleanName(name)
  const company = kind === 'email' ? await companyOfAddress(ground, tx, value) : undefined
  const companyId = company?.id
  const shownName = isPlaceholder(said) ? shown : said
  const lastSeenAt = verified === undefined ? null : now
  const blockedBy = await senderBlock(tx, kind, value)
  const identityId = ground.newId()
  await insertSoon(tx, 'contacts', {
    workspace_id: tx.workspaceId,
    id: contactId,
    name: shownName,
    language: language ?? null,
    company_id: companyId ?? null,
    stage_since: now,
    created_at: now,
    updated_at: now,
    last_contact_at: lastSeenAt,
    ...searchColumns(shownName, company, { value, shown }),
  })
  await insertSoon(tx, 'identities', {
    workspace_id: tx.workspaceId,
    id: identityId,
    contact_id: contactId,
    kind,
    value,
    shown,
    verified_at: verified ? now : null,
    ...(blockedBy?.isItself && { blocked_at: blockedBy.at }),
    last_used_at: lastSeenAt,
    created_at: now,
  })
  const actor: EventActor = verified === undefined ? system : { kind: 'contact', id: contactId }
  await ground.recordEvent(tx, {
    type: 'contact.created',
    actor,
    subject: { kind: 'contact', id: contactId },
    contactId,
    data: {
      stage: 'prospect',
      companyId: companyId ?? null,
      identityKinds: [kind],
      verified: verified ?? false,
    },
  })
  if (blockedBy && verified !== undefined) await noteStopped(ground, tx, blockedBy.id)
  return { contactId, identityId, isNew: true, blocked: blockedBy !== undefined }
}

/** What blocks an address that nobody is known by yet. */
async function senderBlock(tx: Tx, kind: IdentityKind, value: string) {
  const { rows } = await sql<{ id: string; at: Date; isItself: boolean }>`
    select id, blocked_at as at, kind <> 'domain' as "isItself" from blocked_senders
    where workspace_id = ${tx.workspaceId} and id = ${blockOf(tx, kind, value)}`.execute(tx)
  return rows[0]
}
