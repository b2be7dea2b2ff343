import { type RawBuilder, sql } from 'kysely'
import type { DuplicateReason } from '#contract/merging.ts'
import type { Tx } from '#server/platform/db.ts'

/**
 * Looks for cards of one person, among these contacts or everywhere: writes what it finds, takes away what is no longer
 * so, and leaves alone what somebody put aside. Gives the number of open proposals looked at.
 */
export async function propose(tx: Tx, now: Date, only?: string[]): Promise<number> {
  const among = (column: string) =>
    only === undefined ? sql`true` : sql`${sql.ref(column)} = any (${only}::uuid[])`
  const { rows } = await sql<{ found: number }>`
    with alike (a, b, reason) as (${sql.join(
      [
        sameNumber(tx, among('i.contact_id')),
        sameMailbox(tx, among('i.contact_id')),
        sameName(tx, among('p.id')),
        sameOrder(tx, among('r.contact_id')),
        ...(only ? [sameOrder(tx, among('s.contact_id'))] : []),
      ],
      sql` union all `,
    )}),
    found as materialized (
      select least(a, b) as one_id, greatest(a, b) as other_id, array_agg(distinct reason) as reasons
      from alike where a <> b
      group by 1, 2
    ),
    gone as (
      delete from duplicate_proposals d
      where d.workspace_id = ${tx.workspaceId} and d.dismissed_at is null and not ${claimed}
        and (${among('d.one_id')} or ${among('d.other_id')})
        and not exists (select from found f where f.one_id = d.one_id and f.other_id = d.other_id)
    ),
    written as (
      insert into duplicate_proposals as d (workspace_id, one_id, other_id, reasons, found_at)
      select ${tx.workspaceId}, one_id, other_id, reasons, ${now} from found
      order by one_id, other_id
      on conflict (workspace_id, one_id, other_id) do update
        set reasons = excluded.reasons || case when ${claimed} then array['claimed_address'] else '{}' end
        where d.reasons <> excluded.reasons and not (${claimed} and d.reasons @> excluded.reasons)
    )
    select count(*) as found from found`.execute(tx)
  return rows[0]!.found
}

/** What a site said once is found nowhere again: the proposal itself remembers it. */
const claimed = sql`'claimed_address' = any (d.reasons)`

/** Proposes two cards of which a site says that one has the address of the other; what was put aside stays aside. */
export async function proposeClaim(tx: Tx, now: Date, pair: [string, string]): Promise<void> {
  const [oneId, otherId] = pair.toSorted() as [string, string] // a pair stays one
  await sql`
    insert into duplicate_proposals as d (workspace_id, one_id, other_id, reasons, found_at)
    values (${tx.workspaceId}, ${oneId}, ${otherId}, '{claimed_address}', ${now})
    on conflict (workspace_id, one_id, other_id) do update set reasons = d.reasons || '{claimed_address}'
      where not ${claimed}`.execute(tx)
}

/** The proposals of a card that are open, with nothing but a number proved to be of both. */
export async function provenPairs(tx: Tx, only: string[]): Promise<{ intoId: string; fromId: string }[]> {
  const { rows } = await sql<{ intoId: string; fromId: string }>`
    select case when a.created_at <= b.created_at then a.id else b.id end as "intoId",
      case when a.created_at <= b.created_at then b.id else a.id end as "fromId"
    from duplicate_proposals d
    join contacts a on a.workspace_id = d.workspace_id and a.id = d.one_id and a.merged_into is null
    join contacts b on b.workspace_id = d.workspace_id and b.id = d.other_id and b.merged_into is null
    where d.workspace_id = ${tx.workspaceId} and d.dismissed_at is null
      and (d.one_id = any (${only}::uuid[]) or d.other_id = any (${only}::uuid[]))
      and 'same_number_verified' = any (d.reasons)
    order by d.one_id, d.other_id`.execute(tx)
  return rows
}

/** Says that two cards are of two people, or takes that back. */
export async function dismiss(
  tx: Tx,
  [one, other]: [string, string],
  { at, by }: { at: Date | null; by: string | null },
): Promise<void> {
  const [oneId, otherId] = one < other ? [one, other] : [other, one]
  await sql`
    insert into duplicate_proposals (workspace_id, one_id, other_id, reasons, found_at, dismissed_at, dismissed_by)
    select ${tx.workspaceId}, ${oneId}, ${otherId}, '{}', ${at}, ${at}, ${by}
    where ${at}::timestamptz is not null
    on conflict (workspace_id, one_id, other_id) do update set dismissed_at = ${at}, dismissed_by = ${by}`.execute(
    tx,
  )
  if (at === null)
    await sql`
      update duplicate_proposals set dismissed_at = null, dismissed_by = null
      where workspace_id = ${tx.workspaceId} and one_id = ${oneId} and other_id = ${otherId}`.execute(tx)
}

export interface ProposalRow {
  one_id: string
  other_id: string
  reasons: DuplicateReason[]
  found_at: Date
  key: string
}

/** Open proposals between cards that both stand for themselves, newest first. */
export async function openProposals(
  tx: Tx,
  { of, after, limit }: { of?: string; after?: { key: string; one: string; other: string }; limit: number },
): Promise<ProposalRow[]> {
  const { rows } = await sql<ProposalRow>`
    select d.one_id, d.other_id, d.reasons, d.found_at,
      to_char(d.found_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key
    from duplicate_proposals d
    join contacts a on a.workspace_id = d.workspace_id and a.id = d.one_id and a.merged_into is null
    join contacts b on b.workspace_id = d.workspace_id and b.id = d.other_id and b.merged_into is null
    where d.workspace_id = ${tx.workspaceId} and d.dismissed_at is null and d.reasons <> '{}'
      and ${of ? sql`(d.one_id = ${of} or d.other_id = ${of})` : sql`true`}
      and ${
        after
          ? sql`(d.found_at, d.one_id, d.other_id) < (${after.key}::timestamptz, ${after.one}::uuid, ${after.other}::uuid)`
          : sql`true`
      }
    order by d.found_at desc, d.one_id desc, d.other_id desc
    limit ${limit}`.execute(tx)
  return rows
}

/** A number that one card has for calls and another for WhatsApp. */
const sameNumber = (tx: Tx, among: RawBuilder<unknown>) => sql`
  select i.contact_id, j.contact_id,
    case when i.verified_at is not null and j.verified_at is not null then 'same_number_verified' else 'same_number' end
  from identities i
  join identities j on j.workspace_id = ${tx.workspaceId} and j.value = i.value and j.kind in ('phone', 'whatsapp')
    and j.kind <> i.kind
  where i.workspace_id = ${tx.workspaceId} and i.kind in ('phone', 'whatsapp') and ${among}`

/** One mailbox, written in two ways. */
const sameMailbox = (tx: Tx, among: RawBuilder<unknown>) => sql`
  select i.contact_id, j.contact_id, 'same_mailbox'
  from identities i
  join identities j on j.workspace_id = ${tx.workspaceId} and j.mailbox = i.mailbox
  where i.workspace_id = ${tx.workspaceId} and i.mailbox is not null and ${among}`

/** A first and a last name in one company; a single word is shared by too many. */
const sameName = (tx: Tx, among: RawBuilder<unknown>) => sql`
  select p.id, q.id, 'same_name_and_company'
  from (
    select p.company_id, p.sort_name
    from contacts p
    where p.workspace_id = ${tx.workspaceId} and p.company_id is not null and p.merged_into is null
      and p.sort_name ~ '^[[:alpha:]]+ [[:alpha:]]' and p.name !~ '@' and ${among}
    group by p.company_id, p.sort_name
  ) namesakes
  join lateral (
    select array_agg(c.id) as ids from contacts c
    where c.workspace_id = ${tx.workspaceId} and c.company_id = namesakes.company_id
      and c.sort_name = namesakes.sort_name and c.merged_into is null
  ) of_one_name on cardinality(of_one_name.ids) between 2 and 20
  cross join lateral unnest(of_one_name.ids) as p (id)
  cross join lateral unnest(of_one_name.ids) as q (id)
  where p.id < q.id`

/** An order of one card that a record of another (its delivery, its invoice) names in `data.order`. */
const sameOrder = (tx: Tx, among: RawBuilder<unknown>) => sql`
  select r.contact_id, s.contact_id, 'same_order'
  from external_records r
  join external_records s on s.workspace_id = ${tx.workspaceId} and s.type = 'order' and s.external_id = r.order_number
  where r.workspace_id = ${tx.workspaceId} and r.type <> 'order' and r.order_number is not null and ${among}`
