import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { KnownCompany } from '../companies.ts'

interface CompanyTold {
  name?: string | undefined
  domain?: string | undefined
}

/** The company of each, by its name or else by its domain, in two questions whatever their number; new ones are made. */
export async function companiesOf(
  ground: Ground,
  tx: Tx,
  told: readonly CompanyTold[],
): Promise<(KnownCompany | undefined)[]> {
  const names = [...new Set(told.flatMap(one => one.name ?? []))]
  const domains = [...new Set(told.flatMap(one => (one.name ? [] : (one.domain ?? []))))]
  if (names.length + domains.length === 0) return told.map(() => undefined)
  const now = ground.clock.now()
  const offered = [
    ...names.map(name => ({ id: ground.newId(), name, domain: null })),
    ...domains.map(domain => ({ id: ground.newId(), name: domain, domain })),
  ]
  const { rows: made } = await sql<{ id: string }>`
    insert into companies (workspace_id, id, name, domain, sort_name, created_at, updated_at)
    select distinct on (left(fold(name), 200), domain) ${tx.workspaceId}, id, name, domain, left(fold(name), 200),
      ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(offered)}::jsonb) as told (id uuid, name text, domain text)
    where domain is not null or not exists (
      select from companies o where o.workspace_id = ${tx.workspaceId} and o.sort_name = left(fold(told.name), 200))
    on conflict do nothing
    returning id`.execute(tx)
  for (const { id } of made)
    await ground.recordEvent(tx, { type: 'company.created', actor: system, subject: { kind: 'company', id } })
  const { rows } = await sql<KnownCompany & { asked: string }>`
    select told.asked, o.id, o.name, o.domain
    from unnest(${names}::text[]) as told (asked)
    cross join lateral (
      select id, name, domain from companies
      where workspace_id = ${tx.workspaceId} and sort_name = left(fold(told.asked), 200)
      order by created_at, id limit 1
    ) o
    union all
    select '@' || o.domain, o.id, o.name, o.domain
    from companies o where o.workspace_id = ${tx.workspaceId} and o.domain = any (${domains}::text[])`.execute(
    tx,
  )
  const found = new Map(rows.map(({ asked, ...company }) => [asked, company]))
  return told.map(({ name, domain }) =>
    name ? found.get(name) : domain ? found.get(`@${domain}`) : undefined,
  )
}
