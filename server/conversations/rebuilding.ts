import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ConversationRecord } from './access.ts'
import { assigneeStillHere, refreshFirstReplies } from './episodes.ts'
import { mendEpisodes } from './mending.ts'
import { refreshLastMessage } from './messages.ts'
import { type Fact, type Member, retell } from './retelling.ts'
import { recalled, type Standing, standingColumns, standingOf } from './standing.ts'

/** A conversation as it stood before something that is taken back; `id` is the first thing not reckoned in. */
export interface Base extends Standing {
  id: string
}

/**
 * Brings conversations to where they would stand without what was just taken back (a joining, a reply, a closure): their
 * story is told again from `bases`, or from when they first had to do with another. Their rows are locked by the caller;
 * what was taken back is already marked so in messages and events.
 */
export async function rebuild(
  ground: Ground,
  tx: Tx,
  roots: string[],
  bases: Record<string, Base> = {},
): Promise<void> {
  const rows = await familyOf(tx, roots)
  const members = rows.map(row => memberOf(row, bases[row.id]))
  const { facts, voidClosings } = await factsOf(tx, rows, members)
  const told = retell(members, facts)
  for (const row of rows) {
    const member = members.find(({ id }) => id === row.id)!
    const isAlone = row.joined_into === null && !rows.some(other => other.joined_into === row.id)
    if (bases[row.id] || (isAlone && row.alone))
      await tx
        .updateTable('conversations')
        .set({ alone: isAlone ? null : aloneAs(member.from, member.standing) })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', row.id)
        .execute()
    const standing = told.get(row.id)
    if (!standing) continue // joined into another, where its story goes on
    const assigneeId = await assigneeStillHere(tx, standing.assigneeId)
    await mendEpisodes(ground, tx, row, standing, voidClosings)
    await refreshFirstReplies(tx, row.id)
    await refreshLastMessage(tx, row.id, {
      ...standingColumns({ ...standing, assigneeId }),
      clocks_stale: true,
      updated_at: ground.clock.now(),
    })
  }
}

/** How a conversation stands, to be told from here on, as its row keeps it. */
export const aloneAs = (id: string, standing: Standing): string => JSON.stringify({ id, ...standing })

/** These conversations with all that are joined into them, directly or not. */
async function familyOf(tx: Tx, roots: string[]): Promise<ConversationRecord[]> {
  const { rows } = await sql<ConversationRecord>`
    with recursive family (id) as (
      select id from conversations where workspace_id = ${tx.workspaceId} and id = any (${roots}::uuid[])
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    select c.* from family join conversations c on c.workspace_id = ${tx.workspaceId} and c.id = family.id`.execute(
    tx,
  )
  return rows
}

/** The earlier of the two places from which it can be told; from now on for one that nothing happened to. */
function memberOf(row: ConversationRecord, base: Base | undefined): Member {
  const kept = recalled(row.alone)
  const alone = kept && { ...kept, id: (row.alone as { id: string }).id }
  const start = base && alone ? (base.id < alone.id ? base : alone) : (base ?? alone)
  if (!start) return { id: row.id, from: '~', standing: standingOf(row) }
  const { id, ...standing } = start
  return { id: row.id, from: id, standing }
}

/** What happened to these conversations and still counts; and the episodes whose closing was taken back. */
async function factsOf(
  tx: Tx,
  rows: ConversationRecord[],
  members: Member[],
): Promise<{ facts: Fact[]; voidClosings: Set<string> }> {
  const ids = rows.map(row => row.id)
  const since = members
    .map(member => member.from)
    .filter(from => from !== '~')
    .sort()[0]
  if (!since) return { facts: [], voidClosings: new Set() }
  const messages = await messagesSince(tx, ids, since)
  const taken = new Set(messages.flatMap(message => (message.is_cancelled ? message.id : [])))
  const events = await eventsSince(tx, ids, since)
  const undone = new Set(events.flatMap(({ data }) => data.closedEventId ?? []))
  for (const id of givenInVain(events)) undone.add(id)
  const isVoid = (event: EventRow) => undone.has(event.id) || taken.has(event.data.messageId ?? '')
  const closings = events.filter(event => event.type === 'conversation.closed')
  const valid = new Set(closings.flatMap(event => (isVoid(event) ? [] : event.data.episodeId!)))
  const parents = new Map(rows.map(row => [row.id, row.joined_into]))
  return {
    facts: [
      ...messages.flatMap(message => factOfMessage(message) ?? []),
      ...events.flatMap(event => (isVoid(event) ? [] : (factOfEvent(event, parents) ?? []))),
    ],
    voidClosings: new Set(
      closings.flatMap(event =>
        isVoid(event) && !valid.has(event.data.episodeId!) ? event.data.episodeId! : [],
      ),
    ),
  }
}

/** Assignments that were undone, with what undid them: nobody changed who has it in between, or it would have been refused. */
function givenInVain(events: EventRow[]): string[] {
  const given = events
    .filter(({ type }) => type === 'conversation.assigned')
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  const counted: EventRow[] = []
  const vain: string[] = []
  for (const event of given) {
    const last = counted.findLastIndex(one => one.conversation_id === event.conversation_id)
    if (event.data.because === 'undone' && counted[last]?.data.assigneeId === event.data.fromAssigneeId)
      vain.push(event.id, ...counted.splice(last, 1).map(({ id }) => id))
    else counted.push(event)
  }
  return vain
}

interface MessageRow {
  id: string
  home: string
  at: Date
  direction: 'in' | 'out'
  wakes: boolean
  is_cancelled: boolean
  is_forward: boolean
  is_automatic: boolean
  afterwards: 'stay' | 'wait' | 'close' | null
  written_by: string | null
}

async function messagesSince(tx: Tx, ids: string[], since: string): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select x.id, coalesce(x.home_id, x.conversation_id) as home, time_of_id(x.id) as at, x.direction,
      x.author_kind = 'contact' and x.automatic = 'none' and not x.metadata ? 'isSpam' as wakes,
      x.delivery_status is not distinct from 'cancelled' as is_cancelled, x.metadata ? 'forwards' as is_forward,
      x.automatic <> 'none' as is_automatic,
      x.metadata -> 'before' ->> 'afterwards' as afterwards,
      case when x.author_kind = 'member' then x.author_id end as written_by
    from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = any (${ids}::uuid[]) and x.id >= ${since}
      and x.direction in ('in', 'out')`.execute(tx)
  return rows
}

function factOfMessage(message: MessageRow): Fact | undefined {
  const { id, home: on } = message
  if (message.direction === 'in') return message.wakes ? { id, on, kind: 'came', at: message.at } : undefined
  // An answer that no person wrote leaves the customer waiting.
  if (message.is_cancelled || message.is_automatic) return undefined
  if (message.is_forward) return { id, on, kind: 'forwarded', by: message.written_by }
  return { id, on, kind: 'replied', afterwards: message.afterwards ?? 'wait', by: message.written_by }
}

interface EventRow {
  id: string
  type: string
  at: Date
  conversation_id: string
  subject_id: string
  data: {
    episodeId?: string
    /** Of a closing: the reply that closed. */
    messageId?: string
    /** Of a closure that was taken back. */
    closedEventId?: string
    because?: string
    to?: string
    until?: string
    assigneeId?: string | null
    fromAssigneeId?: string | null
  }
}

async function eventsSince(tx: Tx, ids: string[], since: string): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.id, e.type, e.at, e.conversation_id, e.subject_id, e.data
    from events e
    where e.workspace_id = ${tx.workspaceId} and e.conversation_id = any (${ids}::uuid[]) and e.id >= ${since}
      and e.type in ('conversation.closed', 'conversation.closure_undone', 'conversation.reopened',
        'conversation.status_changed', 'conversation.snoozed', 'conversation.woken', 'conversation.assigned',
        'conversation.answer_lost')
    union all
    select j.id, j.type, j.at, j.conversation_id, j.subject_id, j.data
    from unnest(${ids}::uuid[]) as member (id)
    cross join lateral (
      select * from events e
      where e.workspace_id = ${tx.workspaceId} and e.subject_id = member.id and e.id >= ${since}
        and e.type = 'conversation.joined'
      order by e.id desc
      limit 1
    ) j`.execute(tx)
  return rows
}

function factOfEvent(event: EventRow, parents: Map<string, string | null>): Fact | undefined {
  const { id, conversation_id: on, data } = event
  switch (event.type) {
    case 'conversation.closed':
      return { id, on, kind: 'closed', at: event.at }
    case 'conversation.reopened':
      // What a message reopened is told by the message.
      return data.because ? undefined : { id, on, kind: 'reopened' }
    case 'conversation.status_changed':
      return { id, on, kind: 'set', status: data.to as 'open' | 'waiting' | 'on_hold' }
    case 'conversation.snoozed':
      return { id, on, kind: 'snoozed', until: new Date(data.until!) }
    case 'conversation.answer_lost':
      return { id, on, kind: 'came', at: event.at }
    case 'conversation.woken':
      return { id, on, kind: 'woken' }
    case 'conversation.assigned':
      return { id, on, kind: 'assigned', to: data.assigneeId ?? null }
    case 'conversation.joined': {
      const parent = parents.get(event.subject_id)
      // Taken back meanwhile, it never happened.
      return parent ? { id, on: event.subject_id, kind: 'joined', into: parent } : undefined
    }
    default:
      return undefined
  }
}
