import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { blockIdentities, blockOf } from './blocking/blocking.ts'
import { contactFor, type IdentityRecord } from './cards.ts'
import { joinCompanyOf } from './companies.ts'
import { requireNotErased } from './erased.ts'
import { type IdentityKind, type NormalIdentity, normaliseIdentity } from './identity.ts'
import { refreshSearch } from './search.ts'
import { sightOf } from './visibility.ts'
import { countryOf } from './workspace-country.ts'

export interface IdentityInput {
  kind: IdentityKind
  value: string
}

/** Adds an address or number to a contact; refused when another person has it. */
export async function addIdentity(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  givenId: string,
  input: IdentityInput,
): Promise<void> {
  const { id: contactId } = await contactFor(tx, await sightOf(tx, actor), givenId, { lock: true })
  const [normal] = await freeIdentities(ground, tx, [input], contactId)
  if (!normal) throw new Refused('identity.already_theirs')
  const id = await insertIdentity(ground, tx, contactId, normal)
  if (normal.kind === 'email') await joinCompanyOf(ground, tx, contactId, normal.value, asEventActor(actor))
  await changed(ground, tx, contactId)
  await ground.recordEvent(tx, {
    type: 'identity.added',
    actor: asEventActor(actor),
    subject: { kind: 'identity', id },
    contactId,
    data: { kind: normal.kind },
    details: { value: normal.value },
  })
}

/** Verifies or blocks an address, or takes that back; what a blocked address sends is spam. */
export async function updateIdentity(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  givenId: string,
  identityId: string,
  { verified, blocked }: { verified?: boolean | undefined; blocked?: boolean | undefined },
): Promise<void> {
  const identity = await identityOfContact(tx, actor, givenId, identityId)
  const contactId = identity.contact_id
  const now = ground.clock.now()
  const steps = [
    verified !== undefined &&
      verified !== (identity.verified_at !== null) && {
        type: verified ? ('identity.verified' as const) : ('identity.unverified' as const),
        write: () =>
          tx
            .updateTable('identities')
            .set({ verified_at: verified ? now : null })
            .where('workspace_id', '=', tx.workspaceId)
            .where('id', '=', identityId)
            .execute(),
      },
    blocked !== undefined &&
      blocked !== (identity.blocked_at !== null) && {
        type: blocked ? ('identity.blocked' as const) : ('identity.unblocked' as const),
        write: () => blockIdentities(ground, tx, actor, [identityId], blocked, { isTold: true }),
      },
  ]
  for (const step of steps) {
    if (!step) continue
    await step.write()
    await changed(ground, tx, contactId, { words: false })
    await ground.recordEvent(tx, {
      type: step.type,
      actor: asEventActor(actor),
      subject: { kind: 'identity', id: identityId },
      contactId,
      data: { kind: identity.kind },
    })
  }
}

/** Removes an address that never wrote: the messages of one that did would lose their author. */
export async function removeIdentity(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  givenId: string,
  identityId: string,
): Promise<void> {
  const identity = await identityOfContact(tx, actor, givenId, identityId)
  const contactId = identity.contact_id
  if (await hasWritten(tx, identity)) throw new Refused('identity.has_written')
  await tx
    .deleteFrom('identities')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', identityId)
    .execute()
  await changed(ground, tx, contactId)
  await ground.recordEvent(tx, {
    type: 'identity.removed',
    actor: asEventActor(actor),
    subject: { kind: 'identity', id: identityId },
    contactId,
    data: { kind: identity.kind },
    details: { value: identity.value },
  })
}

/** The identity of a normalised value with what its contact is known by; undefined when nobody has it. */
export async function findIdentity(tx: Tx, kind: IdentityKind, value: string) {
  return (
    tx
      .selectFrom('identities')
      .innerJoin('contacts', join =>
        join
          .onRef('contacts.workspace_id', '=', 'identities.workspace_id')
          .onRef('contacts.id', '=', 'identities.contact_id'),
      )
      // What a message tells of a person stands on the card of the address it came from.
      .leftJoin('contacts as home', join =>
        join
          .onRef('home.workspace_id', '=', 'identities.workspace_id')
          .onRef('home.id', '=', 'identities.home_contact_id'),
      )
      .selectAll('identities')
      .select(eb => [
        'contacts.name as contact_name',
        'contacts.blocked_at as contact_blocked_at',
        blockOf(tx, kind, value).as('blocked_by_id'),
        eb.fn.coalesce('home.name', 'contacts.name').as('home_name'),
        eb
          .case()
          .when('home.id', 'is', null)
          .then(eb.ref('contacts.language'))
          .else(eb.ref('home.language'))
          .end()
          .as('home_language'),
      ])
      .where('identities.workspace_id', '=', tx.workspaceId)
      .where('identities.kind', '=', kind)
      .where('identities.value', '=', value)
      .executeTakeFirst()
  )
}

/** Makes whoever wants to create the same identity wait for this transaction. */
export async function lockIdentity(tx: Tx, kind: IdentityKind, value: string): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`${tx.workspaceId}/${kind}/${value}`}, 4401))`.execute(tx)
}

/**
 * Normalises addresses and locks them; refuses what cannot be one, what another person has and what is of somebody who
 * was erased. Those that `contactId` has already, and doubles, are left out.
 */
export async function freeIdentities(
  { secrets }: Pick<Ground, 'secrets'>,
  tx: Tx,
  inputs: IdentityInput[],
  contactId?: string,
) {
  const country = inputs.length > 0 ? await countryOf(tx) : 'FR'
  const normals = new Map<string, NormalIdentity & { kind: IdentityKind }>()
  for (const { kind, value } of inputs) {
    const normal = normaliseIdentity(kind, value, country)
    if (!normal) throw new Invalid(`identity.unreadable_${unreadable(kind)}`, { value })
    normals.set(`${kind}/${normal.value}`, { ...normal, kind })
  }
  const free = []
  // Always in one order, so that two people creating the same two addresses cannot wait for each other.
  for (const key of [...normals.keys()].sort()) {
    const normal = normals.get(key)!
    await lockIdentity(tx, normal.kind, normal.value)
    const holder = await findIdentity(tx, normal.kind, normal.value)
    if (holder && holder.contact_id !== contactId)
      throw new Refused('identity.taken', {
        value: normal.shown,
        name: holder.contact_name,
        contactId: holder.contact_id,
      })
    if (!holder) free.push(normal)
  }
  await requireNotErased(secrets, tx, free)
  return free
}

/** Writes an identity whose lock is held. */
export async function insertIdentity(
  ground: Ground,
  tx: Tx,
  contactId: string,
  identity: NormalIdentity & { kind: IdentityKind },
): Promise<string> {
  const id = ground.newId()
  await tx
    .insertInto('identities')
    .values({
      workspace_id: tx.workspaceId,
      id,
      contact_id: contactId,
      kind: identity.kind,
      value: identity.value,
      shown: identity.shown,
      verified_at: null,
      blocked_at: sql`(select blocked_at from blocked_senders
        where workspace_id = ${tx.workspaceId} and kind = ${identity.kind} and value = ${identity.value})`,
      last_used_at: null,
      created_at: ground.clock.now(),
    })
    .execute()
  return id
}

async function identityOfContact(
  tx: Tx,
  actor: Actor,
  givenId: string,
  identityId: string,
): Promise<IdentityRecord> {
  const { id: contactId } = await contactFor(tx, await sightOf(tx, actor), givenId, { lock: true })
  const identity = await tx
    .selectFrom('identities')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', identityId)
    .where('contact_id', '=', contactId)
    .forUpdate()
    .executeTakeFirst()
  if (!identity) throw new NotFound('identity')
  return identity
}

async function hasWritten(tx: Tx, { id, contact_id, last_used_at }: IdentityRecord): Promise<boolean> {
  if (last_used_at) return true
  const { rows } = await sql<{ wrote: boolean }>`
    select exists (
      select from conversations c
      join messages m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
      where c.workspace_id = ${tx.workspaceId} and c.contact_id = ${contact_id}
        and m.identity_id = ${id} and m.direction = 'in'
    ) as wrote`.execute(tx)
  return rows[0]!.wrote
}

async function changed(ground: Ground, tx: Tx, contactId: string, { words = true } = {}): Promise<void> {
  await tx
    .updateTable('contacts')
    .set({ updated_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .execute()
  if (words) await refreshSearch(tx, [contactId])
}

const unreadable = (kind: IdentityKind) =>
  kind === 'email' ? 'email' : kind === 'phone' || kind === 'whatsapp' ? 'phone' : 'id'
