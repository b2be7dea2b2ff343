import { sql } from 'kysely'
import type { ClockKind, PromiseActs } from '#contract/promises.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ReadyPolicy } from './choosing.ts'
import type { Loaded } from './keeping.ts'

/** A clock that somebody is to be told of, with the conversation it is of. */
export interface Pressing {
  clockId: string
  conversationId: string
  number: number
  subject: string
  contactId: string
  assigneeId: string | null
  teamId: string | null
  priority: string
  kind: ClockKind
  policyId: string | null
  dueAt: Date
}

/** Does what a policy says is to be done about a clock, in the transaction that tells of it. */
export type Act = (
  tx: Tx,
  asked: { policy: ReadyPolicy; acts: PromiseActs; clock: Pressing; isLate: boolean },
) => Promise<void>

const batch = 200

/**
 * Clocks `k` of conversations `c` of which somebody is to be told at an instant: whoever snoozed it is told when it wakes.
 * What was told before its promise moved to a later instant is told again once that one comes.
 */
const isToTell = (now: Date) => sql`
  k.running_since is not null and c.status in ('new', 'open', 'on_hold') and not c.is_spam
  and (k.breached_at is null or k.breached_at < k.due_at)
  and (((k.warned_at is null or k.warned_at < k.warn_at) and k.warn_at <= ${now}) or k.due_at < ${now})`

/**
 * E33: tells of each end of a clock once that it is soon due, and once that it is late, and does what its policy says. Conversations
 * are held meanwhile, so that of several nodes one tells; what nobody could tell in time is told by whoever comes next,
 * late before soon.
 */
export async function tellDue(ground: Ground, load: (tx: Tx) => Promise<Loaded>, act: Act): Promise<void> {
  const now = ground.clock.now()
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w
    where exists (
      select from sla_clocks k
      join conversations c on c.workspace_id = k.workspace_id and c.id = k.conversation_id
      where k.workspace_id = w.id and ${isToTell(now)}
    )`.execute(ground.db.system)
  for (const { id } of rows)
    while ((await ground.db.inWorkspace(id, tx => tellBatch(ground, tx, { load, act, now }))) === batch);
}

interface How {
  load: (tx: Tx) => Promise<Loaded>
  act: Act
  now: Date
}

async function tellBatch(ground: Ground, tx: Tx, { load, act, now }: How): Promise<number> {
  // Somebody may answer at this very moment: who is held is told of by the next minute, if it is still true.
  const { rows } = await sql<Pressing>`
    select k.id as "clockId", c.id as "conversationId", c.number, c.subject, c.contact_id as "contactId",
      c.assignee_id as "assigneeId", c.team_id as "teamId", c.priority, k.kind, k.policy_id as "policyId", k.due_at as "dueAt"
    from sla_clocks k
    join conversations c on c.workspace_id = k.workspace_id and c.id = k.conversation_id
    where k.workspace_id = ${tx.workspaceId} and ${isToTell(now)} and not c.clocks_stale
    order by k.due_at, c.id, k.id
    limit ${batch} for update of c, k skip locked`.execute(tx)
  if (rows.length === 0) return 0
  const ids = rows.map(({ clockId }) => clockId)
  await sql`
    update sla_clocks set warned_at = case when warned_at >= warn_at then warned_at else ${now} end,
      breached_at = case when due_at < ${now} then due_at else breached_at end
    where workspace_id = ${tx.workspaceId} and id = any (${ids}::uuid[])`.execute(tx)
  await sql`
    update conversations c set due_state = case when c.due_at < ${now} then 'late' else 'soon' end, updated_at = ${now}
    where c.workspace_id = ${tx.workspaceId} and c.due_kind is not null and c.id = any (${rows.map(
      ({ conversationId }) => conversationId,
    )}::uuid[]) and c.warn_at <= ${now}`.execute(tx)
  const { policies, own } = await load(tx)
  for (const clock of rows) {
    const policy = policies.find(one => one.policy.id === clock.policyId) ?? own
    const isLate = clock.dueAt < now
    const acts = isLate ? policy.policy.onBreach : policy.policy.onWarning
    await ground.recordEvent(tx, {
      type: isLate ? 'conversation.overdue' : 'conversation.due_soon',
      actor: system,
      subject: { kind: 'conversation', id: clock.conversationId },
      conversationId: clock.conversationId,
      contactId: clock.contactId,
      data: {
        assigneeId: clock.assigneeId,
        teamId: clock.teamId,
        dueAt: clock.dueAt.toISOString(),
        kind: clock.kind,
        policyId: clock.policyId,
        notify: acts.notify,
      },
    })
    await act(tx, { policy, acts, clock, isLate })
  }
  return rows.length
}
