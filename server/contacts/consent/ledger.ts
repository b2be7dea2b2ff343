import { type RawBuilder, sql } from 'kysely'
import {
  type Consent,
  type ConsentLedger,
  type Contactability,
  type Purpose,
  purposes,
} from '#contract/consents.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { headOf } from '../merging/tree.ts'
import { contactability, needsWording } from './consent.ts'

export interface Said {
  purpose: Purpose
  /** Null is every way. */
  channel: string | null
  given: boolean
  wordingVersion?: string | null | undefined
  source: string
  at?: Date | undefined
}

/**
 * Writes down what a person agreed to or refused (DAT-2). To agree counts only with the words that were agreed to; to
 * refuse needs nothing.
 */
export async function recordConsent(
  ground: Ground,
  tx: Tx,
  by: EventActor,
  contactId: string,
  { purpose, channel, given, wordingVersion = null, source, at }: Said,
): Promise<string> {
  const now = ground.clock.now()
  if (given && needsWording(purpose) && !wordingVersion) throw new Invalid('consent.wording_needed')
  if (at && at > now) throw new Invalid('consent.in_the_future')
  const id = ground.newId()
  await tx
    .insertInto('consent_entries')
    .values({
      workspace_id: tx.workspaceId,
      id,
      contact_id: contactId,
      purpose,
      channel,
      given,
      wording_version: wordingVersion,
      source: maskCards(source).text,
      at: at ?? now,
      ...(by.kind !== 'contact' && { recorded_kind: by.kind, recorded_id: by.id }),
    })
    .execute()
  await ground.recordEvent(tx, {
    type: given ? 'consent.given' : 'consent.refused',
    actor: by,
    subject: { kind: 'contact', id: contactId },
    contactId: (await headOf(tx, contactId)) ?? contactId,
    data: { purpose, channel, entryId: id },
  })
  return id
}

/** The one door before anybody is contacted, or read by a model, for a purpose: whether one may, and why not. */
export async function mayContact(
  tx: Tx,
  contactId: string,
  purpose: Purpose,
  channel: string | null,
): Promise<Contactability> {
  const id = (await headOf(tx, contactId)) ?? contactId
  const { rows } = await sql<{ isMinor: boolean; isBlocked: boolean; given: boolean | null }>`
    select p.is_minor as "isMinor", p.blocked_at is not null as "isBlocked",
      ${lastSaid(tx, sql`p.id`, purpose, channel)} as given
    from contacts p
    where p.workspace_id = ${tx.workspaceId} and p.id = ${id}`.execute(tx)
  const [row] = rows
  if (!row) throw new NotFound('contact')
  return contactability(purpose, { ...row, lastSaid: saidAs(row.given) })
}

/**
 * The last thing a contact said of a purpose, in SQL: true, false, or null for nothing. Anybody may tick a box of a form
 * for anybody: what came by one counts once the address has answered for itself since, and takes back no refusal before.
 */
export const lastSaid = (
  tx: Tx,
  contact: RawBuilder<unknown>,
  purpose: Purpose,
  channel: string | null,
): RawBuilder<boolean | null> => sql`(
  select said.given from consent_entries said
  where said.workspace_id = ${tx.workspaceId} and said.contact_id = ${contact} and said.purpose = ${purpose}
    and (said.channel is null or said.channel = ${channel}::text)
    and not (said.given and said.source = 'form' and not exists (
      select from identities proof
      where proof.workspace_id = said.workspace_id and proof.contact_id = said.contact_id and proof.verified_at >= said.at))
  order by said.at desc, said.id desc limit 1)`

/** The ledger of a person: where each purpose stands, and everything that was said. */
export async function ledgerOf(tx: Tx, contactId: string): Promise<ConsentLedger> {
  const items = await entries(tx, sql`e.contact_id = ${contactId}`)
  const standing = []
  for (const purpose of purposes) {
    const said = items.filter(item => item.purpose === purpose)
    for (const channel of [null, ...new Set(said.flatMap(item => item.channel ?? []))]) {
      const last = said.find(item => item.channel === null || item.channel === channel)
      const answer = await mayContact(tx, contactId, purpose, channel)
      standing.push({ purpose, channel, ...answer, since: last?.at ?? null })
    }
  }
  return { standing, items }
}

/** One entry as the API says it. */
export async function consentOf(tx: Tx, id: string): Promise<Consent> {
  return (await entries(tx, sql`e.id = ${id}`))[0]!
}

async function entries(tx: Tx, which: RawBuilder<unknown>): Promise<Consent[]> {
  const { rows } = await sql<Omit<Consent, 'at'> & { at: Date }>`
    select e.id, e.purpose, e.channel, e.given, e.wording_version as "wordingVersion", e.source, e.at,
      coalesce(m.name, k.name) as by
    from consent_entries e
    left join members m on m.workspace_id = e.workspace_id and m.id = e.recorded_id and e.recorded_kind = 'member'
    left join api_keys k on k.workspace_id = e.workspace_id and k.id = e.recorded_id and e.recorded_kind = 'api_key'
    where e.workspace_id = ${tx.workspaceId} and ${which}
    order by e.at desc, e.id desc
    limit 500`.execute(tx)
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}

const saidAs = (given: boolean | null) => (given === null ? undefined : given ? 'given' : 'refused')
