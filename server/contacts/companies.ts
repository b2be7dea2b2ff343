import { sql } from 'kysely'
import type * as z from 'zod'
import type { Company as CompanyShape } from '#contract/contacts.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound } from '#server/platform/errors.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import { companyDomain } from './free-mail.ts'
import { keepOwn } from './merging/tree.ts'
import { foldText } from './search.ts'
import { type Sight, seesContact } from './visibility.ts'

type Company = z.infer<typeof CompanyShape>

/** What a card shows of a company. */
export interface KnownCompany {
  id: string
  name: string
  domain: string | null
}

/** The company of a mail address, made when it is the first of its domain; undefined for private mailboxes. */
export async function companyOfAddress(
  ground: Ground,
  tx: Tx,
  address: string,
): Promise<KnownCompany | undefined> {
  const domain = companyDomain(address)
  if (!domain) return undefined
  const known = await companyOfDomain(tx, domain)
  if (known) return known
  const id = ground.newId()
  const now = ground.clock.now()
  const made = await tx
    .insertInto('companies')
    .values({
      workspace_id: tx.workspaceId,
      id,
      name: domain,
      domain,
      sort_name: sql<string>`left(fold(${domain}), 200)`,
      created_at: now,
      updated_at: now,
    })
    // Two first mails of one company at once: the second waits here for the first, then takes its company.
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 0n) return companyOfDomain(tx, domain)
  await ground.recordEvent(tx, {
    type: 'company.created',
    actor: system,
    subject: { kind: 'company', id },
    details: { domain },
  })
  return { id, name: domain, domain }
}

/** Gives a contact without company the one of an address just learnt. */
export async function joinCompanyOf(
  ground: Ground,
  tx: Tx,
  contactId: string,
  address: string,
  actor: EventActor,
): Promise<void> {
  const company = await companyOfAddress(ground, tx, address)
  if (!company) return
  const joined = await tx
    .updateTable('contacts')
    .set({ company_id: company.id })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .where('company_id', 'is', null)
    .returning(['id', 'own'])
    .executeTakeFirst()
  if (!joined) return
  await keepOwn(tx, joined, { company_id: company.id })
  await ground.recordEvent(tx, {
    type: 'contact.updated',
    actor,
    subject: { kind: 'contact', id: contactId },
    contactId,
    data: { changed: ['companyId'], companyId: company.id },
  })
}

/** Refuses a company that does not exist here. */
export async function requireCompany(tx: Tx, id: string): Promise<void> {
  const found = await tx
    .selectFrom('companies')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw new Invalid('company.unknown')
}

/**
 * Companies by name, or by change for a program that follows them; someone who sees a part of the contacts sees the
 * companies of that part.
 */
export async function listCompanies(
  tx: Tx,
  sight: Sight,
  {
    q,
    updatedSince,
    cursor,
    limit,
  }: {
    q?: string | undefined
    updatedSince?: string | undefined
    cursor?: string | undefined
    limit: number
  },
) {
  if (!sight.sees('company')) return { items: [], next: null }
  const after = cursor ? decodeCursor(cursor, 2) : undefined
  const words = q ? (await foldText(tx, q)).split(' ').filter(Boolean) : []
  const rows = await companyRows(tx, sight, {
    words: words.map(word => ` ${word}`),
    since: updatedSince,
    after: after && { key: updatedSince ? momentOf(after[0]!) : after[0]!, id: idOf(after[1]!) },
    limit: limit + 1,
  })
  return toPage(rows, limit, row => [row.key, row.id], toCompany)
}

/** One company, or NotFound when it does not exist for this person. */
export async function companyFor(tx: Tx, sight: Sight, id: string): Promise<Company> {
  const [row] = sight.sees('company') ? await companyRows(tx, sight, { id, words: [], limit: 1 }) : []
  if (!row) throw new NotFound('company')
  return toCompany(row)
}

interface CompanyRow {
  id: string
  name: string
  domain: string | null
  updated_at: Date
  key: string
  contact_count: number
}

interface CompanyQuestion {
  id?: string
  words: string[]
  since?: string | undefined
  after?: { key: string; id: string } | undefined
  limit: number
}

async function companyRows(tx: Tx, sight: Sight, { id, words, since, after, limit }: CompanyQuestion) {
  // To the microsecond in the cursor: one cut to milliseconds would give the same rows again.
  const column = since ? sql`o.updated_at` : sql`o.sort_name`
  const theirs = sql`
    from contacts p
    where p.workspace_id = o.workspace_id and p.company_id = o.id and p.merged_into is null
      and ${seesContact(sight.actor, 'p')}`
  const { rows } = await sql<CompanyRow>`
    select o.id, o.name, o.domain, o.updated_at, (select count(*) ${theirs}) as contact_count,
      ${since ? sql`to_char(o.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : column} as key
    from companies o
    where o.workspace_id = ${tx.workspaceId}
      and ${id ? sql`o.id = ${id}` : sql`true`}
      and ${sight.everything ? sql`true` : sql`exists (select ${theirs})`}
      and ' ' || o.sort_name ~ all (${words})
      and ${since ? sql`o.updated_at >= ${since}::timestamptz` : sql`true`}
      and ${after ? sql`(${column}, o.id) > (${after.key}${sql.raw(since ? '::timestamptz' : '')}, ${after.id})` : sql`true`}
    order by ${column}, o.id
    limit ${limit}`.execute(tx)
  return rows
}

async function companyOfDomain(tx: Tx, domain: string): Promise<KnownCompany | undefined> {
  return tx
    .selectFrom('companies')
    .select(['id', 'name', 'domain'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('domain', '=', domain)
    .executeTakeFirst()
}

const toCompany = (row: CompanyRow): Company => ({
  id: row.id,
  name: row.name,
  domain: row.domain,
  contactCount: row.contact_count,
  updatedAt: row.updated_at.toISOString(),
})
