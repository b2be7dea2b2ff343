import { sql } from 'kysely'
import type { CardSummary, Duplicate, Merge, MergePreview } from '#contract/merging.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import { fieldNames } from '../field-names.ts'
import { conflicts, type Fields, fieldsOf, isEmpty } from './fields.ts'
import type { MergeRecord } from './merge.ts'
import { openProposals, type ProposalRow } from './proposals.ts'
import { familyOf, headOf, liveMergesInto, rowOf } from './tree.ts'

/** Open proposals, newest first. */
export async function listDuplicates(
  tx: Tx,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: Duplicate[]; next: string | null }> {
  const [key, one, other] = cursor ? decodeCursor(cursor, 3) : []
  const rows = await openProposals(tx, {
    limit: limit + 1,
    ...(key && { after: { key: momentOf(key), one: idOf(one!), other: idOf(other!) } }),
  })
  const page = toPage(
    rows,
    limit,
    row => [row.key, row.one_id, row.other_id],
    row => row,
  )
  return { items: await duplicates(tx, page.items), next: page.next }
}

/** Open proposals of one card. */
export async function duplicatesOf(tx: Tx, contactId: string): Promise<Duplicate[]> {
  const of = await headOf(tx, contactId)
  if (!of) throw new NotFound('contact')
  return duplicates(tx, await openProposals(tx, { of, limit: 20 }))
}

async function duplicates(tx: Tx, rows: ProposalRow[]): Promise<Duplicate[]> {
  const cards = new Map(
    (await summaries(tx, [...new Set(rows.flatMap(row => [row.one_id, row.other_id]))])).map(
      card => [card.id, card] as const,
    ),
  )
  return rows.map(row => {
    const pair = [cards.get(row.one_id)!, cards.get(row.other_id)!].toSorted((one, other) =>
      one.createdAt < other.createdAt ? -1 : 1,
    )
    return { one: pair[0]!, other: pair[1]!, reasons: row.reasons, foundAt: row.found_at.toISOString() }
  })
}

/** What merging `otherId` into `id` would do; NotFound when one of them is part of another card. */
export async function previewOf(tx: Tx, id: string, otherId: string): Promise<MergePreview> {
  const [kept, other] = await summaries(tx, [id, otherId])
  if (!kept || !other || id === otherId) throw new NotFound('contact')
  const [keptFields, otherFields] = [fieldsOf(await rowOf(tx, id)), fieldsOf(await rowOf(tx, otherId))]
  const names = await companyNames(tx, [keptFields, otherFields])
  const pair = (field: string) => ({
    field: fieldNames(field),
    kept: said(field, keptFields, names),
    other: said(field, otherFields, names),
  })
  const { rows } = await sql<MergePreview['moves']>`
    select
      (select count(*) from identities where workspace_id = ${tx.workspaceId} and contact_id = ${otherId}) as identities,
      (select count(*) from conversations
        where workspace_id = ${tx.workspaceId} and contact_id = ${otherId} and joined_into is null) as conversations,
      (select count(*) from external_records where workspace_id = ${tx.workspaceId} and contact_id = ${otherId}) as records,
      (select count(*) from consent_entries where workspace_id = ${tx.workspaceId} and contact_id = ${otherId}) as consents,
      (select count(*) from survey_invitations i
        join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
        where i.workspace_id = ${tx.workspaceId} and i.contact_id = ${otherId}) as answers,
      (select count(*) from recoveries where workspace_id = ${tx.workspaceId} and contact_id = ${otherId}) as recoveries
  `.execute(tx)
  const proposed = (await openProposals(tx, { of: id, limit: 100 })).find(
    row => row.one_id === otherId || row.other_id === otherId,
  )
  return {
    kept,
    other,
    conflicts: conflicts(keptFields, otherFields).map(pair),
    brings: Object.keys(otherFields)
      .filter(field => !companions.has(field))
      .filter(field => isEmpty(field, keptFields[field]) && !isEmpty(field, otherFields[field]))
      .toSorted()
      .map(pair),
    moves: rows[0]!,
    reasons: proposed?.reasons ?? [],
  }
}

/** The cards that are part of this one, the last first, and what each says otherwise. */
export async function mergesOf(tx: Tx, contactId: string): Promise<Merge[]> {
  const head = await headOf(tx, contactId)
  if (!head) throw new NotFound('contact')
  const shown = fieldsOf(await rowOf(tx, head))
  const merges = []
  for (const id of await familyOf(tx, head)) merges.push(...(await liveMergesInto(tx, id)))
  const items = []
  for (const merge of merges.toSorted((one, other) => (one.id < other.id ? 1 : -1)))
    items.push(await toMerge(tx, merge, shown))
  return items
}

/** One merge as the API says it. */
export async function toMerge(tx: Tx, merge: MergeRecord, shown: Fields): Promise<Merge> {
  const from = await rowOf(tx, merge.from_id)
  const fields = fieldsOf(from)
  const names = await companyNames(tx, [fields])
  const member =
    merge.by_kind === 'member' && merge.by_id
      ? await tx
          .selectFrom('members')
          .select('name')
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', merge.by_id)
          .executeTakeFirst()
      : undefined
  return {
    id: merge.id,
    from: { id: from.id, name: from.name },
    because: merge.because,
    by: member?.name ?? null,
    at: merge.at.toISOString(),
    otherwise: conflicts(shown, fields).map(field => ({
      field: fieldNames(field),
      value: said(field, fields, names),
    })),
  }
}

const companions = new Set(['first_name', 'last_name', 'stage_since'])

async function summaries(tx: Tx, ids: string[]): Promise<CardSummary[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<
    Omit<CardSummary, 'createdAt' | 'lastContactAt'> & { createdAt: Date; lastContactAt: Date | null }
  >`
    select p.id, p.name, o.name as company, p.created_at as "createdAt", p.last_contact_at as "lastContactAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', i.kind, 'shown', i.shown, 'verifiedAt', i.verified_at)
          order by i.created_at, i.id)
        from identities i where i.workspace_id = p.workspace_id and i.contact_id = p.id), '[]') as identities,
      (select count(*) from conversations c
        where c.workspace_id = p.workspace_id and c.contact_id = p.id and c.joined_into is null) as conversations
    from contacts p
    left join companies o on o.workspace_id = p.workspace_id and o.id = p.company_id
    where p.workspace_id = ${tx.workspaceId} and p.id = any (${ids}::uuid[]) and p.merged_into is null`.execute(
    tx,
  )
  const found = new Map(rows.map(row => [row.id, row] as const))
  return ids.flatMap(id => {
    const row = found.get(id)
    if (!row) return []
    return {
      ...row,
      createdAt: row.createdAt.toISOString(),
      lastContactAt: row.lastContactAt?.toISOString() ?? null,
      identities: row.identities.map(identity => ({
        ...identity,
        verifiedAt: identity.verifiedAt && new Date(identity.verifiedAt).toISOString(),
      })),
    }
  })
}

async function companyNames(tx: Tx, cards: Fields[]): Promise<Map<string, string>> {
  const ids = cards.map(card => card.company_id).filter(id => typeof id === 'string')
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('companies')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

/** A value as it can be shown: a company by its name. */
function said(field: string, fields: Fields, companies: Map<string, string>) {
  const value = fields[field] ?? null
  if (field === 'company_id' && value !== null) return companies.get(String(value)) ?? null
  return value as string | number | boolean | null // what columns and attributes hold
}
