import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { insertMessage } from './messages.ts'

/** What a person has in hand, for whoever takes over. */
export async function openWork(tx: Tx, memberId: string) {
  const member = await tx
    .selectFrom('members')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  if (!member) throw new NotFound('member')
  const { rows } = await sql<{
    conversations: number
    recoveries: number
    drafts: number
    mentions: number
  }>`
    select
      (select count(*) from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.assignee_id = ${memberId} and c.status <> 'closed') as conversations,
      (select count(*) from recoveries r
        where r.workspace_id = ${tx.workspaceId} and r.owner_id = ${memberId} and r.state <> 'repaired') as recoveries,
      (select count(*) from drafts d
        where d.workspace_id = ${tx.workspaceId} and d.member_id = ${memberId}) as drafts,
      (select count(*) from mentions m
        where m.workspace_id = ${tx.workspaceId} and m.member_id = ${memberId} and m.seen_at is null) as mentions`.execute(
    tx,
  )
  const { rows: items } = await sql<{
    id: string
    number: number
    subject: string
    contactName: string
    hasDraft: boolean
  }>`
    select c.id, c.number, c.subject, p.name as "contactName", exists (
      select from drafts d where d.workspace_id = c.workspace_id and d.conversation_id = c.id
        and d.member_id = ${memberId}) as "hasDraft"
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    where c.workspace_id = ${tx.workspaceId} and c.assignee_id = ${memberId} and c.status <> 'closed'
    order by c.waiting_since nulls last, c.id
    limit 20`.execute(tx)
  return { ...rows[0]!, items }
}

interface Given {
  id: string
  contact_id: string
  team_id: string | null
  episode_id: string
  language: Language | null
}

/** Leaves in each conversation what the next one should know: the word of whoever closed the access, and a draft begun. */
export async function leaveNotes(
  ground: Ground,
  tx: Tx,
  { id: eventId, subject, actor }: StoredEvent,
  given: Given[],
  assigneeId: string | null,
): Promise<void> {
  if (given.length === 0) return
  const word = await wordOf(tx, eventId)
  const drafts = await draftsOf(
    tx,
    subject.id,
    given.map(({ id }) => id),
  )
  const { leaver, author, language } = await namesOf(tx, subject.id, actor.id)
  for (const conversation of given) {
    const draft = drafts.get(conversation.id)
    if (!word && !draft) continue
    const text = [
      ground.t(language, 'conversation:hand_over.of', { name: leaver }),
      word,
      draft && `${ground.t(language, 'conversation:hand_over.draft')}\n${draft}`,
    ]
    await note(ground, tx, conversation, {
      text: text.filter(Boolean).join('\n\n'),
      actor,
      author,
      assigneeId,
    })
  }
}

async function note(
  ground: Ground,
  tx: Tx,
  conversation: Given,
  {
    text,
    actor,
    author,
    assigneeId,
  }: { text: string; actor: StoredEvent['actor']; author: string | null; assigneeId: string | null },
): Promise<void> {
  const id = ground.newId()
  await insertMessage(tx, {
    id,
    conversationId: conversation.id,
    episodeId: conversation.episode_id,
    direction: 'note',
    at: ground.clock.now(),
    channelKind: 'note',
    channelId: null,
    author: { kind: actor.kind === 'contact' ? 'system' : actor.kind, id: actor.id },
    from: { name: author ?? '', address: null },
    text,
    html: null,
    language: conversation.language,
  })
  await ground.recordEvent(tx, {
    type: 'message.noted',
    actor,
    subject: { kind: 'message', id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { mentions: [], assigneeId, teamId: conversation.team_id },
  })
}

async function wordOf(tx: Tx, eventId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('event_details')
    .select('data')
    .where('workspace_id', '=', tx.workspaceId)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  const word = (row?.data as { note?: unknown } | undefined)?.note
  return typeof word === 'string' ? word : undefined
}

async function draftsOf(tx: Tx, memberId: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('drafts')
    .select(['conversation_id', 'body'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('conversation_id', 'in', ids)
    .orderBy('kind')
    .execute()
  const texts = rows.flatMap(({ conversation_id, body }) => {
    const { text } = body as { text?: string }
    return text?.trim() ? [[conversation_id, text.trim()] as const] : []
  })
  return new Map(texts)
}

async function namesOf(tx: Tx, leaverId: string, authorId: string | null) {
  const people = await tx
    .selectFrom('members')
    .select(['id', 'name'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', [leaverId, ...(authorId ? [authorId] : [])])
    .execute()
  const { language } = await tx
    .selectFrom('workspaces')
    .select('language')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const nameOf = (id: string | null) => people.find(person => person.id === id)?.name ?? null
  return { leaver: nameOf(leaverId) ?? '', author: nameOf(authorId), language }
}
