import type { Contact } from '#contract/contacts.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { AttributeValues } from './attribute-values.ts'
import { changedAttributes } from './attributes.ts'
import { type ContactRecord, contactFor } from './cards.ts'
import { companyOfAddress, requireCompany } from './companies.ts'
import { contractNames } from './field-names.ts'
import { freeIdentities, type IdentityInput, insertIdentity } from './identities.ts'
import { changedFields } from './merging/fields.ts'
import { keepOwn, rowOf } from './merging/tree.ts'
import { cleanName } from './names.ts'
import { refreshSearch } from './search.ts'
import { sightOf } from './visibility.ts'

export interface ContactChange {
  name?: string | undefined
  firstName?: string | null | undefined
  lastName?: string | null | undefined
  language?: Contact['language'] | undefined
  companyId?: string | null | undefined
  stage?: NonNullable<Contact['stage']> | undefined
  isVip?: boolean | undefined
  isMinor?: boolean | undefined
  preferredChannel?: string | null | undefined
  attributes?: AttributeValues | undefined
  blocked?: boolean | undefined
}

/** Creates a contact with its addresses; refused when another person has one of them. */
export async function createContact(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { identities, ...given }: ContactChange & { name: string; identities: IdentityInput[] },
): Promise<string> {
  const free = await freeIdentities(ground, tx, identities)
  const now = ground.clock.now()
  const id = ground.newId()
  const row = await columnsOf(tx, { attributes: {} }, given)
  const mail = free.find(identity => identity.kind === 'email')
  if (row.company_id === undefined && mail)
    row.company_id = (await companyOfAddress(ground, tx, mail.value))?.id
  await tx
    .insertInto('contacts')
    .values({
      ...row,
      workspace_id: tx.workspaceId,
      id,
      name: row.name ?? '',
      ...(given.blocked && { blocked_at: now }),
      stage_since: now,
      created_at: now,
      updated_at: now,
    })
    .execute()
  const identityIds = []
  for (const identity of free) identityIds.push(await insertIdentity(ground, tx, id, identity))
  await refreshSearch(tx, [id])
  await ground.recordEvent(tx, {
    type: 'contact.created',
    actor: asEventActor(actor),
    subject: { kind: 'contact', id },
    contactId: id,
    data: {
      stage: given.stage ?? 'prospect',
      companyId: row.company_id ?? null,
      identityKinds: free.map(identity => identity.kind),
    },
  })
  return id
}

/** Changes what is told of a contact. Attributes are merged: those left out stay, null takes one away. */
export async function updateContact(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  contactId: string,
  change: ContactChange,
): Promise<void> {
  const before = await contactFor(tx, await sightOf(tx, actor), contactId, { lock: true })
  const { id } = before
  const row = await columnsOf(tx, before, change)
  const now = ground.clock.now()
  const staged = row.stage !== undefined && row.stage !== before.stage
  const blocks = change.blocked !== undefined && change.blocked !== (before.blocked_at !== null)
  const changed = changedColumns(before, row)
  if (changed.length === 0 && !blocks) return
  await tx
    .updateTable('contacts')
    .set({
      ...Object.fromEntries(changed.map(column => [column, row[column]])),
      ...(staged && { stage_since: now }),
      ...(blocks && { blocked_at: change.blocked ? now : null }),
      updated_at: now,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await keepOwn(tx, before, await writtenFields(tx, before))
  if (changed.some(column => searched.has(column))) await refreshSearch(tx, [id])
  await tell(ground, tx, actor, { before, row, changed, blocked: blocks ? change.blocked : undefined })
}

/** What the card says now that it did not say before. */
async function writtenFields(tx: Tx, before: ContactRecord) {
  return before.own === null ? {} : changedFields(before, await rowOf(tx, before.id))
}

/** The columns of a change, checked; undefined for what it leaves alone. */
async function columnsOf(
  tx: Tx,
  before: Pick<ContactRecord, 'attributes'>,
  change: ContactChange,
): Promise<Columns> {
  if (change.companyId) await requireCompany(tx, change.companyId)
  const name = change.name === undefined ? undefined : cleanName(change.name)
  if (name === '') throw new Invalid('contact.name_empty')
  const part = (text: string | null | undefined) =>
    text ? cleanName(text) || null : text === '' ? null : text
  return {
    name,
    first_name: part(change.firstName),
    last_name: part(change.lastName),
    language: change.language,
    company_id: change.companyId,
    stage: change.stage,
    is_vip: change.isVip,
    is_minor: change.isMinor,
    preferred_channel: change.preferredChannel,
    attributes:
      change.attributes &&
      JSON.stringify(
        await changedAttributes(tx, 'contact', before.attributes as AttributeValues, change.attributes),
      ),
  }
}

interface Columns {
  name?: string | undefined
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  language?: Contact['language'] | undefined
  company_id?: string | null | undefined
  stage?: ContactRecord['stage'] | undefined
  is_vip?: boolean | undefined
  is_minor?: boolean | undefined
  preferred_channel?: string | null | undefined
  attributes?: string | undefined
}

const searched = new Set<keyof Columns>(['name', 'first_name', 'last_name', 'company_id'])

function changedColumns(before: ContactRecord, row: Columns): (keyof Columns)[] {
  return (Object.keys(contractNames) as (keyof Columns)[]).filter(column => {
    if (row[column] === undefined) return false
    if (column !== 'attributes') return row[column] !== before[column]
    return stable(JSON.parse(row.attributes!)) !== stable(before.attributes)
  })
}

async function tell(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  {
    before,
    row,
    changed,
    blocked,
  }: {
    before: ContactRecord
    row: Columns
    changed: (keyof Columns)[]
    blocked: boolean | undefined
  },
): Promise<void> {
  const about = {
    actor: asEventActor(actor),
    subject: { kind: 'contact', id: before.id },
    contactId: before.id,
  }
  const told = changed.filter(column => column !== 'stage')
  if (told.length > 0)
    await ground.recordEvent(tx, {
      ...about,
      type: 'contact.updated',
      data: { changed: told.map(column => contractNames[column]) },
      details: {
        before: Object.fromEntries(told.map(column => [contractNames[column], before[column]])),
        after: Object.fromEntries(
          told.map(column => [
            contractNames[column],
            column === 'attributes' ? JSON.parse(row.attributes!) : row[column],
          ]),
        ),
      },
    })
  if (changed.includes('stage'))
    await ground.recordEvent(tx, {
      ...about,
      type: 'contact.stage_changed',
      data: { from: before.stage, to: row.stage },
    })
  if (blocked !== undefined)
    await ground.recordEvent(tx, { ...about, type: blocked ? 'contact.blocked' : 'contact.unblocked' })
}

const stable = (values: object) => JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
