import { type RawBuilder, sql } from 'kysely'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dayAt } from './due-dates.ts'
import { emptyConversations, erasePerson } from './erase.ts'
import type { Counts } from './receipts.ts'
import type { TellAdministrators } from './reminders.ts'
import { firstPurge, type RetentionSettings, retentionOf } from './retention.ts'

/** What the purge looks for, in this order: what goes whole before what goes in part. */
const parts = ['prospects', 'customers', 'visitors', 'archive', 'complaints', 'conversations'] as const
type Part = (typeof parts)[number]

/** What tonight's purge would take. */
export async function tryRetention(ground: Ground, tx: Tx): Promise<Counts> {
  const { months } = await retentionOf(tx)
  const counts: Counts = {}
  for (const part of parts) {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n ${found(ground, tx, part, months)}`.execute(tx)
    counts[part] = rows[0]!.n
  }
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from access_log
    where workspace_id = ${tx.workspaceId} and id < first_id_at(${monthsAgo(ground, months.accessLog)}::timestamptz)`.execute(
    tx,
  )
  counts.accessLog = rows[0]!.n
  return counts
}

function found(ground: Ground, tx: Tx, part: Part, months: RetentionSettings['months']): RawBuilder<unknown> {
  if (part === 'conversations' || part === 'complaints')
    return sql`from conversations c where ${over(ground, tx, part, months[part])}`
  return sql`from contacts c where ${dormant(ground, tx, part, months[part])}`
}

/**
 * People who have not written for so long: who wrote last is counted from what they wrote themselves, and nobody under a
 * hold or with something still open: a conversation, a request about their data, a recovery. A card that was merged into
 * another is judged with it, never by its own dates.
 */
function dormant(
  ground: Ground,
  tx: Tx,
  part: 'prospects' | 'customers' | 'visitors' | 'archive',
  months: number,
) {
  const kinds = {
    prospects: sql`c.stage = 'prospect' and not ${onlyVisitor}`,
    customers: sql`c.stage <> 'prospect' and not ${onlyVisitor}`,
    archive: sql`c.stage <> 'prospect' and c.archived_at is null and not ${onlyVisitor}`,
    visitors: onlyVisitor,
  }
  return sql`c.workspace_id = ${tx.workspaceId} and c.erased_at is null and c.merged_into is null and ${kinds[part]}
    and greatest(c.last_contact_at, c.created_at,
      case when c.stage <> 'prospect' then c.stage_since end${
        // Whoever was taken out by hand stays as long as somebody new; their data lives no longer by it.
        part === 'archive' ? sql`, c.left_archive_at` : sql``
      }) < ${monthsAgo(ground, months)}::timestamptz
    and c.id not in (${keptFor(tx)})
    and not exists (
      select from recoveries r where r.workspace_id = c.workspace_id and r.contact_id = c.id and r.state <> 'repaired')
    and not exists (
      select from conversations o where o.workspace_id = c.workspace_id and o.contact_id = c.id
        and o.status <> 'closed' and not o.is_spam)`
}

/** Cards of people under a hold or with an open request, on whichever of their cards that was said. */
const keptFor = (tx: Tx) => sql`
  with recursive kept (id) as (
    select s.id from (
      select contact_id as id from legal_holds where workspace_id = ${tx.workspaceId}
      union
      select contact_id from rights_requests where workspace_id = ${tx.workspaceId} and decided_at is null
    ) s
    union
    select m.merged_into from kept
    join contacts m on m.workspace_id = ${tx.workspaceId} and m.id = kept.id and m.merged_into is not null
  )
  select id from kept`

/** Somebody of whom nothing is known but a browser. */
const onlyVisitor = sql`(
  exists (select from identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id)
  and not exists (
    select from identities i where i.workspace_id = c.workspace_id and i.contact_id = c.id and i.kind <> 'visitor'))`

/** Conversations closed for so long, of people who are still there; those about a complaint have a time of their own. */
function over(ground: Ground, tx: Tx, part: 'conversations' | 'complaints', months: number) {
  const isComplaint = sql`(c.complaint = 'confirmed' or exists (
    select from reasons r where r.workspace_id = c.workspace_id and r.id = c.reason_id and r.is_complaint))`
  return sql`c.workspace_id = ${tx.workspaceId} and c.status = 'closed' and c.emptied_at is null
    and c.joined_into is null and c.closed_at < ${monthsAgo(ground, months)}::timestamptz
    and ${part === 'complaints' ? isComplaint : sql`${isComplaint} is not true`}
    and exists (
      select from contacts p
      where p.workspace_id = c.workspace_id and p.id = c.contact_id and p.erased_at is null and p.archived_at is null)
    and c.contact_id not in (${keptFor(tx)})
    and not exists (
      select from recoveries r where r.workspace_id = c.workspace_id and r.conversation_id = c.id and r.state <> 'repaired')`
}

function monthsAgo(ground: Ground, months: number): string {
  const at = new Date(ground.clock.now())
  at.setUTCMonth(at.getUTCMonth() - months)
  return at.toISOString()
}

const batch = 50

/**
 * The nightly purge. Its first one in a workspace is told to the administrators two weeks before it takes anything, with
 * what it would take; in a demonstration only where somebody turned it on.
 */
export async function purge(ground: Ground, tellAdministrators: TellAdministrators): Promise<void> {
  const workspaces = await ground.db.system
    .selectFrom('workspaces')
    .select(['id', 'is_demo', 'time_zone'])
    .execute()
  for (const { id, is_demo, time_zone } of workspaces) {
    const { enabled, startedAt, announcedAt } = await ground.db.readWorkspace(id, retentionOf)
    if (!enabled) continue
    if (startedAt || (announcedAt && firstPurge(announcedAt) <= ground.clock.now()))
      await purgeOne(ground, id)
    else if (!announcedAt && !is_demo) await announce(ground, id, time_zone, tellAdministrators)
  }
}

/** Says what the first purge would take, and when; says nothing while there is nothing. */
async function announce(
  ground: Ground,
  workspaceId: string,
  timeZone: string,
  tellAdministrators: TellAdministrators,
) {
  await ground.db.inWorkspace(workspaceId, async tx => {
    const counts = Object.entries(await tryRetention(ground, tx)).filter(([, count]) => count > 0)
    if (counts.length === 0) return
    const at = ground.clock.now()
    await tx
      .insertInto('retention_settings')
      .values({ workspace_id: workspaceId, announced_at: at })
      .onConflict(conflict => conflict.column('workspace_id').doUpdateSet({ announced_at: at }))
      .execute()
    await tellAdministrators(tx, language => {
      const day = dayInWords(dayAt(firstPurge(at), timeZone), language)
      const number = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB')
      return {
        subject: ground.t(language, 'privacy:announced.subject', { day }),
        text: ground.t(language, 'privacy:announced.text', {
          day,
          parts: counts
            .map(([part, count]) =>
              ground.t(language, 'privacy:announced.part', {
                name: ground.t(language, `privacy:retention.${part}.name`),
                count: number.format(count),
              }),
            )
            .join('\n'),
          url: `${ground.publicUrl}/settings/data#retention`,
        }),
      }
    })
    await ground.recordEvent(tx, {
      type: 'retention.announced',
      actor: system,
      subject: { kind: 'retention', id: workspaceId },
      data: { counts: Object.fromEntries(counts), firstPurgeAt: firstPurge(at).toISOString() },
    })
  })
}

async function purgeOne(ground: Ground, workspaceId: string): Promise<void> {
  const counts: Counts = {}
  for (const part of parts)
    for (;;) {
      const ids = await ground.db.readWorkspace(workspaceId, async tx => {
        const { months } = await retentionOf(tx)
        const { rows } = await sql<{ id: string }>`
          select c.id ${found(ground, tx, part, months)} order by c.id limit ${batch}`.execute(tx)
        return rows.map(({ id }) => id)
      })
      // One each: a purge that is stopped has done what it did.
      for (const id of ids) await ground.db.inWorkspace(workspaceId, tx => take(ground, tx, part, id))
      counts[part] = (counts[part] ?? 0) + ids.length
      if (ids.length < batch) break
    }
  await ground.db.inWorkspace(workspaceId, async tx => {
    const { months, startedAt } = await retentionOf(tx)
    const { rows } = await sql<{ n: number }>`
      select forget_accesses(${monthsAgo(ground, months.accessLog)}::timestamptz) as n`.execute(tx)
    counts.accessLog = rows[0]!.n
    if (!startedAt)
      await tx
        .updateTable('retention_settings')
        .set({ started_at: ground.clock.now() })
        .where('workspace_id', '=', workspaceId)
        .execute()
    if (!Object.values(counts).some(count => count > 0)) return
    const id = ground.newId()
    await tx
      .insertInto('retention_runs')
      .values({ workspace_id: workspaceId, id, at: ground.clock.now(), counts: JSON.stringify(counts) })
      .execute()
    await ground.recordEvent(tx, {
      type: 'retention.purged',
      actor: system,
      subject: { kind: 'retention', id: workspaceId },
      data: { counts },
    })
  })
}

async function take(ground: Ground, tx: Tx, part: Part, id: string): Promise<void> {
  if (part === 'archive') await putAway(ground, tx, id)
  else if (part === 'conversations' || part === 'complaints') await emptyConversations(ground, tx, [id])
  else await erasePerson(ground, tx, id, { cause: 'retention', by: null })
}

/** Keeps a customer of long ago, and what they wrote, for administrators alone. */
async function putAway(ground: Ground, tx: Tx, id: string): Promise<void> {
  const at = ground.clock.now()
  await tx
    .updateTable('contacts')
    .set({ archived_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('conversations')
    .set({ archived_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', '=', id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'contact.archived',
    actor: system,
    subject: { kind: 'contact', id },
    contactId: id,
  })
}
