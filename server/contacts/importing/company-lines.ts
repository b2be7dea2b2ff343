import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { companyDomain } from '../free-mail.ts'
import { cleanName } from '../names.ts'
import { refreshSearch } from '../search.ts'
import type { BatchResult, FileLine } from './batch.ts'
import { cellText, type LineRefusal, type Reading, tooLong } from './lines.ts'
import { writeRefusals } from './refusals.ts'

/** A company as a line of a file tells it. */
export interface CompanyTold {
  line: number
  name: string
  domain: string | null
}

interface KnownRow {
  id: string
  name: string
  domain: string | null
}

/** What a line says of a company, or why it is refused. */
export function readCompanyLine(
  line: number,
  record: readonly string[],
  { columns, mapping }: Pick<Reading, 'columns' | 'mapping'>,
): CompanyTold | LineRefusal {
  const told: CompanyTold = { line, name: '', domain: null }
  for (const [index, target] of mapping.entries()) {
    const text = cellText(record[index])
    if (!target || text === '') continue
    const domain = target === 'domain' ? domainIn(text) : undefined
    const problem = text.includes('\uFFFD')
      ? 'bad_encoding'
      : tooLong(text, 300)
        ? 'cell_too_long'
        : target === 'domain' && !domain
          ? 'bad_domain'
          : undefined
    if (problem)
      return {
        line,
        code: `import.${problem}`,
        values: { column: columns[index] ?? '', value: text.slice(0, 200), most: 300 },
      }
    if (domain) told.domain = domain
    else if (target === 'name') told.name = cleanName(text)
  }
  told.name ||= told.domain ?? ''
  return told.name ? told : { line, code: 'import.no_company', values: {} }
}

/** The domain of an address of the web or of a mailbox; undefined for that of a mail provider, which is nobody's company. */
function domainIn(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/, '')
    .replace(/^.*@/, '')
    .replace(/^www\./, '')
  return companyDomain(`x@${host}`)
}

/** Which company a line is about: that of its domain, or else of its name. Several of one name are one too many. */
async function knownOf(tx: Tx, told: CompanyTold): Promise<KnownRow | 'another domain' | undefined> {
  const { rows } = await sql<KnownRow>`
    select id, name, domain from companies
    where workspace_id = ${tx.workspaceId}
      and (lower(domain) = ${told.domain} or sort_name = left(fold(${told.name}), 200))
    order by (lower(domain) = ${told.domain}) desc nulls last, created_at, id
    limit 1
    for update`.execute(tx)
  const [found] = rows
  const isAnother = found && told.domain && found.domain && found.domain.toLowerCase() !== told.domain
  return isAnother ? 'another domain' : found
}

/** What would become of lines: for a look before anything is written. */
export async function sortCompanies(tx: Tx, lines: readonly FileLine[], reading: Reading) {
  const sorted: { told: CompanyTold; outcome: 'create' | 'update' }[] = []
  const refusals: LineRefusal[] = []
  const met = new Set<string>()
  for (const { line, record } of lines) {
    const told = readCompanyLine(line, record, reading)
    if ('code' in told) refusals.push(told)
    else {
      const known = await knownOf(tx, told)
      if (known === 'another domain') refusals.push(otherDomain(told))
      else sorted.push({ told, outcome: known || met.has(keyOf(told)) ? 'update' : 'create' })
      met.add(keyOf(told))
    }
  }
  return { sorted, refusals }
}

const keyOf = ({ name, domain }: CompanyTold) => domain ?? name.toLowerCase()

const otherDomain = ({ line, name }: CompanyTold): LineRefusal => ({
  line,
  code: 'import.other_domain',
  values: { value: name },
})

/** Writes one batch of companies in its transaction. */
export async function writeCompanies(
  ground: Ground,
  tx: Tx,
  importing: { id: string; actor: Actor; onMatch: 'update' | 'skip' },
  lines: readonly FileLine[],
  reading: Reading,
): Promise<BatchResult> {
  const result: BatchResult = { created: 0, updated: 0, unchanged: 0, refused: 0 }
  const refusals: LineRefusal[] = []
  for (const { line, record } of lines) {
    const told = readCompanyLine(line, record, reading)
    if ('code' in told) refusals.push(told)
    else {
      const known = await knownOf(tx, told)
      if (known === 'another domain') refusals.push(otherDomain(told))
      else if (!known) {
        await create(ground, tx, importing, told)
        result.created += 1
      } else if (importing.onMatch === 'update' && (await change(ground, tx, importing, known, told)))
        result.updated += 1
      else result.unchanged += 1
    }
  }
  result.refused = refusals.length
  await writeRefusals(tx, importing.id, refusals, lines)
  return result
}

async function create(
  ground: Ground,
  tx: Tx,
  { id: importId, actor }: { id: string; actor: Actor },
  told: CompanyTold,
) {
  const id = ground.newId()
  const now = ground.clock.now()
  const { name, domain } = told
  await tx
    .insertInto('companies')
    .values({
      ...{ workspace_id: tx.workspaceId, id, name, domain },
      sort_name: sql<string>`left(fold(${name}), 200)`,
      created_at: now,
      updated_at: now,
    })
    .execute()
  await note(tx, importId, { line: told.line, id, made: true })
  await ground.recordEvent(tx, {
    type: 'company.created',
    actor: asEventActor(actor),
    subject: { kind: 'company', id },
  })
}

/** Completes and corrects a company that is known; false when nothing differed. */
async function change(
  ground: Ground,
  tx: Tx,
  { id: importId, actor }: { id: string; actor: Actor },
  known: KnownRow,
  told: CompanyTold,
): Promise<boolean> {
  // A domain alone says no name.
  const after = {
    name: told.name === told.domain ? known.name : told.name,
    domain: known.domain ?? told.domain,
  }
  if (after.name === known.name && after.domain === known.domain) return false
  await renameCompany(ground, tx, actor, known.id, after)
  await note(tx, importId, {
    line: told.line,
    id: known.id,
    made: false,
    before: { name: known.name, domain: known.domain },
    after,
  })
  return true
}

/** Gives a company another name or domain, by which its people are found at once. */
export async function renameCompany(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  { name, domain }: { name: string; domain: string | null },
): Promise<void> {
  await tx
    .updateTable('companies')
    .set({
      ...{ name, domain, updated_at: ground.clock.now() },
      sort_name: sql<string>`left(fold(${name}), 200)`,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  const people = await tx
    .selectFrom('contacts')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('company_id', '=', id)
    .execute()
  await refreshSearch(
    tx,
    people.map(person => person.id),
  )
  await ground.recordEvent(tx, {
    type: 'company.updated',
    actor: asEventActor(actor),
    subject: { kind: 'company', id },
    data: { changed: ['name', 'domain'] },
  })
}

async function note(
  tx: Tx,
  importId: string,
  {
    line,
    id,
    made,
    before,
    after,
  }: { line: number; id: string; made: boolean; before?: object; after?: object },
) {
  await tx
    .insertInto('import_lines')
    .values({
      ...{ workspace_id: tx.workspaceId, import_id: importId, line, imported_id: id, made },
      before: before ? JSON.stringify(before) : null,
      after: after ? JSON.stringify(after) : null,
    })
    .execute()
}

/** Takes back what an import did to a company; false when somebody used or changed it since, and it stays. */
export async function restoreCompany(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  line: { imported_id: string; made: boolean; before: unknown; after: unknown },
): Promise<boolean> {
  if (line.made) {
    const { numAffectedRows } = await sql`
      delete from companies o
      where o.workspace_id = ${tx.workspaceId} and o.id = ${line.imported_id} and o.updated_at = o.created_at
        and not exists (select from contacts c where c.workspace_id = o.workspace_id
          and (c.company_id = o.id or c.own ->> 'company_id' = o.id::text))`.execute(tx)
    return Number(numAffectedRows ?? 0) > 0
  }
  const [before, after] = [line.before as Omit<KnownRow, 'id'>, line.after as Omit<KnownRow, 'id'>]
  const now = await tx
    .selectFrom('companies')
    .select(['name', 'domain'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', line.imported_id)
    .forUpdate()
    .executeTakeFirst()
  if (now?.name !== after.name || now.domain !== after.domain) return false
  await renameCompany(ground, tx, actor, line.imported_id, before)
  return true
}
