import { sql } from 'kysely'
import type { RuleAction } from '#contract/rules.ts'
import type { Tx } from '#server/platform/db.ts'
import { type Said, saidByOthers, settledBy, standingNow, tellingReasons } from './asking.ts'
import { type AskedRule, decide, type Hit } from './deciding.ts'
import { folded } from './facts.ts'
import type { LoadedRequest } from './loading.ts'

/** What rules say of a message of the past. */
export interface Replayed {
  request: LoadedRequest
  hits: Hit[]
}

/** How a conversation stood, as far as rules look at it. */
type Stood = Pick<
  LoadedRequest['conversation'],
  'reasonId' | 'assigneeId' | 'priority' | 'complaint' | 'needsPerson'
>

/** Something that others than these rules did to a conversation. */
interface Happened {
  id: string
  byRule: boolean
  from: Partial<Stood>
  to: Partial<Stood>
}

/** A conversation on its way through the messages that are looked at. */
interface Course {
  stood: Stood
  /** What is still to come of it, oldest first. */
  happened: Happened[]
  said: Said[]
  /** The first message for which a rule held here. */
  ruledSince: string | null
}

const dayMs = 86_400_000

/**
 * Asks rules of messages of the past, as if they had been in force since the first of these: what people did to each
 * conversation counts from when they did it, and what the rules say of one message from the next one on. Newest first, as
 * the messages are given.
 */
export async function replayed(
  tx: Tx,
  asked: readonly AskedRule[],
  requests: readonly LoadedRequest[],
): Promise<Replayed[]> {
  const telling = await tellingReasons(tx)
  const ids = [...new Set(requests.map(({ conversation }) => conversation.id))]
  const happened = await happenedIn(tx, ids)
  const said = Map.groupBy(await saidByOthers(tx, ids), one => one.conversationId)
  const courses = new Map<string, Course>()
  const replies: { contactId: string; episodeId: string; at: number }[] = []
  return requests
    .toReversed()
    .map(request => {
      const { messageId, conversation, contactId, episodeId } = request
      const at = request.cameAt.getTime()
      let course = courses.get(conversation.id)
      course ??= courseFrom(request, happened.get(conversation.id) ?? [], said.get(conversation.id) ?? [])
      courses.set(conversation.id, course)
      goOn(course, messageId)
      const isAnswered =
        request.wasAnswered ||
        replies.some(
          one => one.episodeId === episodeId || (one.contactId === contactId && one.at > at - dayMs),
        )
      const { ruledSince } = course
      const others = settledBy(course.said.filter(one => one.id < messageId && counts(one, ruledSince)))
      const words = folded(request.facts)
      const stands = { ...request, isAnswered, conversation: { ...conversation, ...course.stood } }
      const { hits } = decide(asked, words, standingNow(stands, words, telling, others))
      const acts = hits.flatMap(({ actions }) => actions)
      for (const action of acts) course.stood = { ...course.stood, ...doneBy(action) }
      if (acts.some(action => action.do === 'reply')) replies.push({ contactId, episodeId, at })
      if (hits.length > 0) course.ruledSince ??= messageId
      return { request, hits }
    })
    .toReversed()
}

/** What a rule's act leaves behind that other rules ask for; a complaint that is confirmed stays so. */
function doneBy(action: RuleAction): Partial<Stood> {
  switch (action.do) {
    case 'setReason':
      return { reasonId: action.reasonId }
    case 'setPriority':
      return { priority: action.priority }
    case 'needsPerson':
      return { needsPerson: true }
    case 'proposeComplaint':
      return { complaint: 'proposed' }
    default:
      return {}
  }
}

/** As it stood before the first of its messages that is looked at: what it is now, with everything since taken back. */
function courseFrom(
  { messageId, conversation }: LoadedRequest,
  all: readonly Happened[],
  said: Said[],
): Course {
  const { reasonId, assigneeId, priority, needsPerson } = conversation
  const since = all.filter(({ id }) => id > messageId)
  const stood: Stood = { reasonId, assigneeId, priority, needsPerson, complaint: null }
  for (const { from } of since.toReversed()) Object.assign(stood, from)
  for (const { id, to } of all)
    if (id < messageId && to.complaint !== undefined) stood.complaint = to.complaint
  return {
    stood,
    happened: since.filter(({ byRule }) => !byRule),
    // Whether rules had spoken is known of the time before; from here on those that are tried say it.
    said: said.map(one => (one.id < messageId ? one : { ...one, isRuled: false })),
    ruledSince: null,
  }
}

const counts = ({ id, isOverflow, isRuled }: Said, ruledSince: string | null): boolean =>
  !isOverflow || isRuled || (ruledSince !== null && ruledSince < id)

function goOn(course: Course, messageId: string): void {
  while (course.happened[0] && course.happened[0].id < messageId)
    course.stood = { ...course.stood, ...course.happened.shift()!.to }
}

/** What the history tells of these conversations, oldest first: from what to what. */
async function happenedIn(tx: Tx, ids: readonly string[]): Promise<Map<string, Happened[]>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    conversation_id: string
    type: string
    by_rule: boolean
    data: Told
  }>`
    select e.id, e.conversation_id, e.type, e.data, e.actor_kind = 'system' and exists (
      select from rules r where r.workspace_id = e.workspace_id and r.id = e.actor_id) as by_rule
    from events e
    where e.workspace_id = ${tx.workspaceId} and e.conversation_id = any (${ids}::uuid[])
      and e.type in ('conversation.assigned', 'conversation.updated', 'conversation.closed',
        'conversation.complaint_proposed', 'conversation.complaint_confirmed', 'conversation.complaint_dismissed')
    order by e.id`.execute(tx)
  const told = rows.map(row => ({
    conversationId: row.conversation_id,
    id: row.id,
    byRule: row.by_rule,
    ...changeOf(row),
  }))
  return Map.groupBy(told, one => one.conversationId)
}

/** What is read of those events; conversations/ and complaints/ write it. */
interface Told {
  changed?: string[]
  from?: Columns
  to?: Columns
  assigneeId?: string | null
  fromAssigneeId?: string | null
  reasonId?: string | null
}

interface Columns {
  reason_id?: string | null
  priority?: string
  needs_person?: boolean
}

function changeOf({ type, data }: { type: string; data: Told }): Pick<Happened, 'from' | 'to'> {
  switch (type) {
    case 'conversation.assigned':
      return {
        from: data.fromAssigneeId === undefined ? {} : { assigneeId: data.fromAssigneeId },
        to: data.assigneeId === undefined ? {} : { assigneeId: data.assigneeId },
      }
    case 'conversation.updated':
      return { from: stoodOf(data.from), to: stoodOf(data.to) }
    case 'conversation.closed':
      // Given in closing, as far as is told: what was set before is told by its own event.
      return data.reasonId
        ? { from: { reasonId: null }, to: { reasonId: data.reasonId } }
        : { from: {}, to: {} }
    default:
      return {
        from: {},
        to: { complaint: type.slice('conversation.complaint_'.length) as Stood['complaint'] },
      }
  }
}

const stoodOf = ({
  reason_id: reasonId,
  priority,
  needs_person: needsPerson,
}: Columns = {}): Partial<Stood> => ({
  ...(reasonId !== undefined && { reasonId }),
  ...(priority !== undefined && { priority }),
  ...(needsPerson !== undefined && { needsPerson }),
})
