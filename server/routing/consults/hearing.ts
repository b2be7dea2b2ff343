import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { isOfNobodyNew, isTakenBack, mayHide, unseeing } from '../beside.ts'
import { endParticipations } from '../participations/participating.ts'
import { end, leaveOut, remind } from './consulting.ts'
import { lockConsultations } from './queries.ts'

/** What becomes of questions as things happen around them, and by the clock. */
export function consultChores(ground: Ground): Partial<Chores> {
  const { db } = ground
  const within = (act: (tx: Tx, event: StoredEvent) => Promise<void>) => (event: StoredEvent) =>
    db.inWorkspace(event.workspaceId, tx => act(tx, event))
  return {
    subscribers: [
      {
        name: 'consults.noted',
        on: ['message.noted'],
        handle: within((tx, event) => answeredByNote(ground, tx, event)),
      },
      {
        name: 'consults.over',
        // Whoever writes where nobody has it, has it.
        on: ['conversation.closed', 'conversation.assigned', 'message.written'],
        handle: async event => {
          if (isOfNobodyNew(event)) return
          await within(async (tx, one) => {
            await overByItself(ground, tx, one)
            if (one.type === 'conversation.assigned' && mayHide(one)) await hidden(ground, tx, one)
          })(event)
        },
      },
      {
        name: 'beside.hidden',
        on: ['conversation.updated', 'conversation.unshared'],
        handle: async event => {
          if (mayHide(event)) await within((tx, one) => hidden(ground, tx, one))(event)
        },
      },
      {
        name: 'consults.undone',
        on: ['conversation.closure_undone', 'message.cancelled'],
        handle: within(askedAgain),
      },
      {
        name: 'consults.moved',
        on: ['conversation.joined', 'conversation.separated', 'conversation.split'],
        handle: within(followNotes),
      },
      {
        name: 'consults.left',
        on: ['member.deactivated'],
        handle: within((tx, event) => left(ground, tx, event)),
      },
    ],
    timers: [{ name: 'consults.unanswered', pattern: '* * * * *', run: () => remindOfUnanswered(ground) }],
  }
}

/** The first note of somebody who is asked answers it, wherever they wrote it. */
async function answeredByNote(
  ground: Ground,
  tx: Tx,
  { subject, conversationId, actor }: StoredEvent,
): Promise<void> {
  const { rows } = await sql<{ id: string; author: string }>`
    select q.id, m.author_id as author
    from messages m
    join consultations q on q.workspace_id = m.workspace_id and q.conversation_id = m.conversation_id
      and q.state = 'open' and q.question_id <> m.id and q.at < m.at
    join consultation_people x on x.workspace_id = q.workspace_id and x.consultation_id = q.id
      and x.member_id = m.author_id and x.declined_at is null
    where m.workspace_id = ${tx.workspaceId} and m.id = ${subject.id} and m.author_kind = 'member'
      -- What was said to answer one question answers that one; what asks another answers none.
      and not exists (
        select from consultations o
        where o.workspace_id = m.workspace_id and o.conversation_id = ${conversationId}
          and (o.answer_id = m.id or o.question_id = m.id)
      )`.execute(tx)
  const ids = rows.map(({ id }) => id)
  for (const consultation of await lockConsultations(tx, ids))
    await end(ground, tx, actor, consultation, {
      state: 'answered',
      endedById: rows[0]!.author,
      answerId: subject.id,
    })
}

/** Nobody needs an answer any more: the conversation is closed, or with somebody who was asked. */
async function overByItself(
  ground: Ground,
  tx: Tx,
  { type, at, conversationId, data }: StoredEvent,
): Promise<void> {
  const isClosure = type === 'conversation.closed'
  const { rows } = await sql<{ id: string; holder: string | null }>`
    select q.id, c.assignee_id as holder
    from consultations q
    join conversations c on c.workspace_id = q.workspace_id and c.id = q.conversation_id
    where q.workspace_id = ${tx.workspaceId} and q.conversation_id = ${conversationId} and q.state = 'open'
      and case when ${isClosure} then c.status = 'closed' else q.at < ${at} and c.assignee_id = ${data.assigneeId ?? null}::uuid and exists (
        select from consultation_people x
        where x.workspace_id = q.workspace_id and x.consultation_id = q.id and x.member_id = c.assignee_id
      ) end`.execute(tx)
  const ids = rows.map(({ id }) => id)
  for (const consultation of await lockConsultations(tx, ids))
    await end(ground, tx, system, consultation, {
      state: isClosure ? 'closed' : 'handed_over',
      endedById: isClosure ? null : rows[0]!.holder,
    })
}

/** What a closure ended is asked again when the closure is taken back, alone or with its reply. */
async function askedAgain(tx: Tx, event: StoredEvent): Promise<void> {
  await sql`
    update consultations q set state = 'open', ended_at = null
    from conversations c, events e
    where q.workspace_id = ${tx.workspaceId} and q.conversation_id = ${event.conversationId} and q.state = 'closed'
      and c.workspace_id = q.workspace_id and c.id = q.conversation_id and c.status <> 'closed'
      and e.workspace_id = q.workspace_id and e.conversation_id = q.conversation_id and ${isTakenBack(event)}
      and q.ended_at >= e.at`.execute(tx)
}

/** A question is where its note is: two conversations became one, or one became two. */
async function followNotes(tx: Tx, { conversationId, data }: StoredEvent): Promise<void> {
  const ids = [conversationId, data.joinedId, data.fromId].filter(id => typeof id === 'string')
  await sql`
    update consultations q set conversation_id = m.conversation_id
    from messages m
    where q.workspace_id = ${tx.workspaceId} and q.conversation_id = any (${ids}::uuid[])
      and m.workspace_id = q.workspace_id and m.id = q.question_id and m.conversation_id <> q.conversation_id`.execute(
    tx,
  )
}

/** Who sees the conversation no more takes no part in it, and answers nothing. */
async function hidden(ground: Ground, tx: Tx, { conversationId }: StoredEvent): Promise<void> {
  if (!conversationId) return
  for (const memberId of await unseeing(tx, conversationId)) {
    await endParticipations(ground, tx, system, 'left', { conversationId, memberId })
    const { rows } = await sql<{ id: string }>`
      select q.id from consultations q
      join consultation_people x on x.workspace_id = q.workspace_id and x.consultation_id = q.id
      where q.workspace_id = ${tx.workspaceId} and q.conversation_id = ${conversationId} and q.state = 'open'
        and x.member_id = ${memberId} and x.declined_at is null`.execute(tx)
    const ids = rows.map(({ id }) => id)
    for (const consultation of await lockConsultations(tx, ids))
      await leaveOut(ground, tx, system, consultation, memberId)
  }
}

/** Who works here no more answers nothing, and waits for no answer. */
async function left(ground: Ground, tx: Tx, { subject }: StoredEvent): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select q.id from consultations q
    where q.workspace_id = ${tx.workspaceId} and q.state = 'open' and (
      q.by_id = ${subject.id} or q.id in (
        select x.consultation_id from consultation_people x
        where x.workspace_id = ${tx.workspaceId} and x.member_id = ${subject.id} and x.declined_at is null
      )
    ) and exists (
      select from members m where m.workspace_id = ${tx.workspaceId} and m.id = ${subject.id} and m.status <> 'active'
    )`.execute(tx)
  const ids = rows.map(({ id }) => id)
  for (const consultation of await lockConsultations(tx, ids))
    if (consultation.by.id === subject.id)
      await end(ground, tx, system, consultation, { state: 'withdrawn', endedById: null })
    else await leaveOut(ground, tx, system, consultation, subject.id)
}

/** Says of questions that waited long enough that nobody has answered, once each. */
export async function remindOfUnanswered(ground: Ground): Promise<void> {
  const { rows } = await sql<{ workspace_id: string; ids: string[] }>`
    select workspace_id, array_agg(id) as ids from consultations
    where state = 'open' and reminded_at is null and remind_at <= ${ground.clock.now()}
    group by workspace_id`.execute(ground.db.system)
  for (const { workspace_id, ids } of rows)
    await ground.db.inWorkspace(workspace_id, async tx => {
      for (const consultation of await lockConsultations(tx, ids))
        if (consultation.remindedAt === null) await remind(ground, tx, consultation)
    })
}
