import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { contactFor } from '../cards.ts'
import { erasedAmong } from '../erased.ts'
import { companyDomain } from '../free-mail.ts'
import { addIdentity } from '../identities.ts'
import { changedFields, type Fields, fieldsOf } from '../merging/fields.ts'
import { headOf, rowOf } from '../merging/tree.ts'
import { updateContact } from '../people.ts'
import { sightOf } from '../visibility.ts'
import { companiesOf } from './companies.ts'
import { type LineRefusal, type Reading, readLine, type Told } from './lines.ts'
import { erasedCode, writeRefusals } from './refusals.ts'
import { isSomebodyElse, type Person } from './same-person.ts'

export interface FileLine {
  line: number
  record: string[]
}

export interface BatchResult {
  created: number
  updated: number
  unchanged: number
  refused: number
}

/** Someone whom lines of this batch tell for the first time. */
interface Newcomer {
  id: string
  told: Told
  lines: number[]
}

type Known = Map<string, string>
const keyOf = ({ kind, value }: { kind: string; value: string }) => `${kind}/${value}`

/** Addresses that appeared between our looking and our writing: the batch is done again. */
export class Overtaken extends Error {}

/** Sorts lines into those that are refused, those of people who are known and those of newcomers. */
export async function sortLines(
  { secrets }: Pick<Ground, 'secrets'>,
  tx: Tx,
  lines: readonly FileLine[],
  reading: Reading,
) {
  const refusals: LineRefusal[] = []
  const told: Told[] = []
  for (const { line, record } of lines) {
    const read = readLine(line, record, reading)
    if ('code' in read) refusals.push(read)
    else told.push(read)
  }
  const known = await holders(tx, told)
  const erased = await erasedAmong(
    secrets,
    tx,
    told.flatMap(one => one.identities),
  )
  const archived = await archivedAmong(tx, [...new Set(known.values())])
  const cards = await cardsOf(tx, [...new Set(known.values())])
  const newcomers = new Map<string, Newcomer>()
  const matches: { told: Told; contactId: string }[] = []
  for (const one of told) {
    const owners = new Set(one.identities.flatMap(identity => known.get(keyOf(identity)) ?? []))
    const met = new Set(one.identities.flatMap(identity => newcomers.get(keyOf(identity)) ?? []))
    const [ownerId] = owners
    const [newcomer] = met
    // Whoever came back by themselves has a card again.
    if (one.identities.some(identity => erased.has(identity) && !known.has(keyOf(identity))))
      refusals.push({ line: one.line, code: erasedCode, values: {} })
    else if (owners.size + met.size > 1)
      refusals.push({ line: one.line, code: 'import.several_people', values: {} })
    else if (ownerId && archived.has(ownerId))
      refusals.push({ line: one.line, code: 'import.archived', values: {} })
    else if (sharesOnlyNumber(one, (ownerId && cards.get(ownerId)) || newcomer?.told))
      refusals.push({ line: one.line, code: 'import.shared_number', values: {} })
    else if (ownerId) matches.push({ told: one, contactId: ownerId })
    else {
      const person = newcomer ?? { id: '', told: one, lines: [] }
      person.lines.push(one.line)
      if (newcomer) complete(newcomer.told, one)
      for (const identity of one.identities) newcomers.set(keyOf(identity), person)
    }
  }
  return { refusals, matches, newcomers: [...new Set(newcomers.values())] }
}

/** Writes one batch of lines in its transaction. */
export async function writeBatch(
  ground: Ground,
  tx: Tx,
  importing: { id: string; actor: Actor; onMatch: 'update' | 'skip' },
  lines: readonly FileLine[],
  reading: Reading,
): Promise<BatchResult> {
  const { refusals, matches, newcomers } = await sortLines(ground, tx, lines, reading)
  await writeRefusals(tx, importing.id, refusals, lines)
  await writeNewcomers(ground, tx, importing.id, newcomers)
  const doubled = newcomers.reduce((sum, { lines: theirs }) => sum + theirs.length - 1, 0)
  const result = { created: newcomers.length, updated: doubled, unchanged: 0, refused: refusals.length }
  for (const { told, contactId } of matches) {
    const isChanged =
      importing.onMatch === 'update' && (await writeMatch(ground, tx, importing, told, contactId))
    if (isChanged) result.updated += 1
    else result.unchanged += 1
  }
  return result
}

/** Which card has each of these addresses. */
async function holders(tx: Tx, told: readonly Told[]): Promise<Known> {
  const identities = told.flatMap(one => one.identities)
  if (identities.length === 0) return new Map()
  const { rows } = await sql<{ kind: string; value: string; contact_id: string }>`
    select i.kind, i.value, i.contact_id
    from unnest(${identities.map(one => one.kind)}::text[], ${identities.map(one => one.value)}::text[]) as asked (kind, value)
    join identities i on i.workspace_id = ${tx.workspaceId} and i.kind = asked.kind and i.value = asked.value`.execute(
    tx,
  )
  return new Map(rows.map(row => [keyOf(row), row.contact_id]))
}

/** Those of these cards that are kept apart, for administrators alone: a file does not bring them back. */
async function archivedAmong(tx: Tx, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select id from contacts
    where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[]) and archived_at is not null`.execute(
    tx,
  )
  return new Set(rows.map(({ id }) => id))
}

/** The names and addresses of cards, by id. */
async function cardsOf(tx: Tx, ids: string[]): Promise<Map<string, Person>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Person & { id: string }>`
    select c.id, c.name,
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value))
        from identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id), '[]') as identities
    from contacts c
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[])`.execute(tx)
  return new Map(rows.map(row => [row.id, row]))
}

const sharesOnlyNumber = (line: Told, other: Person | undefined): boolean =>
  other !== undefined && isSomebodyElse(line, other)

/** A second line about one person completes and corrects the first. */
function complete(first: Told, second: Told): void {
  const { line: _, name, attributes, identities, ...rest } = second
  Object.assign(first, rest)
  if (name) first.name = name
  Object.assign(first.attributes, attributes)
  for (const identity of identities)
    if (!first.identities.some(one => keyOf(one) === keyOf(identity))) first.identities.push(identity)
}

async function writeNewcomers(ground: Ground, tx: Tx, importId: string, newcomers: Newcomer[]) {
  if (newcomers.length === 0) return
  const now = ground.clock.now()
  const companies = await companiesOf(
    ground,
    tx,
    newcomers.map(({ told }) => ({ name: told.company, domain: domainOf(told) })),
  )
  const contacts = newcomers.map((newcomer, index) => {
    const { told } = newcomer
    newcomer.id = ground.newId()
    const company = companies[index]
    const name = told.name || told.identities[0]!.shown
    return {
      id: newcomer.id,
      name,
      first_name: told.firstName ?? null,
      last_name: told.lastName ?? null,
      language: told.language ?? null,
      company_id: company?.id ?? null,
      stage: told.stage ?? 'prospect',
      is_vip: told.isVip ?? false,
      preferred_channel: told.preferredChannel ?? null,
      attributes: told.attributes,
      words: [
        name,
        told.firstName,
        told.lastName,
        company?.name,
        company?.domain,
        ...told.identities.flatMap(({ value, shown }) => [
          value,
          shown.toLowerCase() !== value && shown.toLowerCase(),
        ]),
      ]
        .filter(Boolean)
        .join(' '),
    }
  })
  await sql`
    insert into contacts (workspace_id, id, name, first_name, last_name, language, company_id, stage, stage_since, is_vip,
      preferred_channel, attributes, created_at, updated_at, sort_name, search_text)
    select ${tx.workspaceId}, id, name, first_name, last_name, language, company_id, stage, ${now}, is_vip,
      preferred_channel, attributes, ${now}, ${now}, left(fold(name), 200), ' ' || fold(words)
    from jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) as told (id uuid, name text, first_name text,
      last_name text, language text, company_id uuid, stage text, is_vip boolean, preferred_channel text,
      attributes jsonb, words text)`.execute(tx)
  const identities = newcomers.flatMap(({ id, told }) =>
    told.identities.map(identity => ({ ...identity, id: ground.newId(), contact_id: id })),
  )
  const { numAffectedRows } = await sql`
    insert into identities (workspace_id, id, contact_id, kind, value, shown, created_at)
    select ${tx.workspaceId}, id, contact_id, kind, value, shown, ${now}
    from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as told (id uuid, contact_id uuid, kind text,
      value text, shown text)
    on conflict (workspace_id, kind, value) do nothing`.execute(tx)
  if (Number(numAffectedRows) < identities.length) throw new Overtaken()
  const done = newcomers.flatMap(({ id, lines }) => lines.slice(0, 1).map(line => ({ line, id })))
  await sql`
    insert into import_lines (workspace_id, import_id, line, imported_id, made)
    select ${tx.workspaceId}, ${importId}, line, id, true
    from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as told (line integer, id uuid)`.execute(tx)
}

/** Completes and corrects somebody who is known; remembers what was there. False when nothing differed. */
async function writeMatch(
  ground: Ground,
  tx: Tx,
  { id: importId, actor }: { id: string; actor: Actor },
  told: Told,
  contactId: string,
): Promise<boolean> {
  const before = await contactFor(tx, await sightOf(tx, actor), contactId, { lock: true })
  const [company] = told.company ? await companiesOf(ground, tx, [{ name: told.company }]) : []
  await updateContact(ground, tx, actor, contactId, {
    ...(told.name && { name: told.name }),
    ...(told.firstName && { firstName: told.firstName }),
    ...(told.lastName && { lastName: told.lastName }),
    ...(told.language && { language: told.language }),
    ...(company && { companyId: company.id }),
    ...(told.stage && { stage: told.stage }),
    ...(told.isVip !== undefined && { isVip: told.isVip }),
    ...(told.preferredChannel && { preferredChannel: told.preferredChannel }),
    attributes: told.attributes,
  })
  const known = await holders(tx, [told])
  for (const identity of told.identities)
    if (!known.has(keyOf(identity)))
      await addIdentity(ground, tx, actor, contactId, { kind: identity.kind, value: identity.shown })
  const added = told.identities.filter(identity => !known.has(keyOf(identity)))
  const after = changedFields(before, await rowOf(tx, before.id))
  if (added.length === 0 && Object.keys(after).length === 0) return false
  const was = fieldsOf(before)
  const identityIds = await idsOf(tx, added)
  await tx
    .insertInto('import_lines')
    .values({
      workspace_id: tx.workspaceId,
      import_id: importId,
      line: told.line,
      imported_id: (await headOf(tx, contactId)) ?? contactId,
      made: false,
      before: JSON.stringify(pick(was, Object.keys(after))),
      after: JSON.stringify(after),
      identity_ids: identityIds,
    })
    .execute()
  return true
}

async function idsOf(tx: Tx, identities: Told['identities']): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id
    from unnest(${identities.map(one => one.kind)}::text[], ${identities.map(one => one.value)}::text[]) as asked (kind, value)
    join identities i on i.workspace_id = ${tx.workspaceId} and i.kind = asked.kind and i.value = asked.value`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

const domainOf = (told: Told): string | undefined => {
  const mail = told.identities.find(identity => identity.kind === 'email')
  return mail && !told.company ? companyDomain(mail.value) : undefined
}

const pick = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.map(name => [name, fields[name] ?? null]))
