import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'
import type { TimelineEntry } from './timeline.ts'

interface Page {
  items: TimelineEntry[]
  next: string | null
}

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

const minute = 60_000
const told = (entry: TimelineEntry) => [entry.kind, entry.title, entry.detail]

test('A8 Q19: everything of a person is there, newest first, in the reader’s language', async () => {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser', { name: 'Karim' })
  const { body: anna } = await adviser('POST', '/contacts', { name: 'Anna' })
  const start = Date.now() - 60 * minute
  const at = (minutes: number) => new Date(start + minutes * minute)
  await adviser('PUT', `/contacts/${anna.id}/records/order/1042`, {
    title: 'Pivoines',
    status: 'payée',
    occurredAt: at(0).toISOString(),
  })
  const request = await workspace.conversation(anna.id, { at: at(1), text: 'Où est mon bouquet ?' })
  const about = { conversationId: request.id, episodeId: request.episodeId }
  await workspace.message({
    ...about,
    at: at(2),
    direction: 'out',
    text: 'Il arrive.',
    authorId: adviser.memberId,
    deliveryStatus: 'sent',
  })
  await workspace.message({
    ...about,
    at: at(3),
    direction: 'out',
    text: 'Repris',
    authorId: adviser.memberId,
    deliveryStatus: 'cancelled',
  })
  await workspace.message({
    ...about,
    at: at(4),
    direction: 'note',
    text: 'Rappeler',
    authorId: adviser.memberId,
  })
  const { db } = world
  await db.system
    .updateTable('conversations')
    .set({ status: 'closed', closed_at: at(5), updated_at: at(5) })
    .where('id', '=', request.id)
    .execute()
  await db.system
    .updateTable('episodes')
    .set({ closed_at: at(5), closed_by_kind: 'member', closed_by: adviser.memberId })
    .where('id', '=', request.episodeId)
    .execute()
  const surveyId = await workspace.insert('surveys', {
    name: 'CSAT',
    metric: 'csat',
    question_fr: '?',
    question_en: '?',
    comment_question_fr: '?',
    comment_question_en: '?',
  })
  const invitationId = await workspace.insert('survey_invitations', {
    survey_id: surveyId,
    contact_id: anna.id,
    conversation_id: request.id,
    episode_id: request.episodeId,
    channel_kind: 'email',
    language: 'fr',
    token_hash: Buffer.from(request.id),
    sent_at: at(6),
    expires_at: at(1000),
  })
  await db.system
    .insertInto('survey_answers')
    .values({
      workspace_id: workspace.id,
      invitation_id: invitationId,
      survey_id: surveyId,
      score: 2,
      comment: 'Fané',
      answered_at: at(7),
    })
    .execute()
  await workspace.insert('recoveries', {
    contact_id: anna.id,
    conversation_id: request.id,
    invitation_id: invitationId,
    score: 2,
    state: 'repaired',
    opened_at: at(8),
    due_at: at(100),
    closed_at: at(9),
    outcome: 'goodwill',
    updated_at: at(9),
  })
  await adviser('PATCH', `/contacts/${anna.id}`, { stage: 'customer' })
  await adviser('PUT', `/contacts/${anna.id}/records/order/1042`, {
    title: 'Pivoines',
    status: 'livrée',
    occurredAt: at(0).toISOString(),
  })

  const { body } = await adviser<Page>('GET', `/contacts/${anna.id}/timeline`)
  expect(body.items.map(told)).toEqual([
    ['record', 'Pivoines', 'payée → livrée'],
    ['stage', 'Étape\u00a0: client', 'Avant\u00a0: prospect'],
    ['event', 'Fiche créée', null],
    ['recovery', 'Rattrapage terminé', 'Geste commercial'],
    ['recovery', 'Rattrapage ouvert', null],
    ['survey', 'Réponse à l’enquête\u00a0: 2 sur 5', 'Fané'],
    ['conversation', 'Bouquet', 'Close'],
    ['message', 'Bouquet', 'Rappeler'],
    ['message', 'Bouquet', 'Il arrive.'],
    ['message', 'Bouquet', 'Où est mon bouquet ?'],
    ['conversation', 'Bouquet', 'Ouverte'],
    ['record', 'Pivoines', 'livrée'],
  ])
  const note = body.items[7]!
  expect(note).toMatchObject({
    direction: 'note',
    conversationId: request.id,
    channel: 'email',
    data: { author: 'Karim' },
  })
  expect(body.items[6]!.data).toMatchObject({ happened: 'closed', episode: 1, by: 'Karim' })
  const english = await adviser<Page>('GET', `/contacts/${anna.id}/timeline`, undefined, {
    'accept-language': 'en',
  })
  expect(english.body.items[1]!.title).toBe('Stage: customer')
  expect(english.body.items[5]!.title).toBe('Survey answer: 2 out of 5')
})

test('pages bring each entry once, whatever their size, even when many share an instant', async () => {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser')
  const { body: anna } = await adviser('POST', '/contacts', { name: 'Anna' })
  const now = Date.now()
  for (let index = 0; index < 30; index++) {
    // Conversations overlap: a later message of an old one comes between two newer ones.
    const at = new Date(now - (index % 10) * 1000 * minute)
    const one = await workspace.conversation(anna.id, {
      at,
      status: index % 2 ? 'closed' : 'open',
      text: `${index}`,
    })
    if (index % 3 === 0) {
      const later = new Date(at.getTime() + 2500 * minute)
      await workspace.message({
        conversationId: one.id,
        episodeId: one.episodeId,
        at: later,
        text: `${index} encore`,
      })
      await world.db.system
        .updateTable('conversations')
        .set({ updated_at: later })
        .where('id', '=', one.id)
        .execute()
    }
    await adviser('PUT', `/contacts/${anna.id}/records/order/${index}`, {
      title: `${index}`,
      occurredAt: at.toISOString(),
    })
  }
  const read = async (limit: number) => {
    const seen: TimelineEntry[] = []
    let cursor: string | null = null
    do {
      const { body }: { body: Page } = await adviser<Page>(
        'GET',
        `/contacts/${anna.id}/timeline?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
      )
      seen.push(...body.items)
      cursor = body.next
    } while (cursor)
    return seen
  }
  const whole = await read(100)
  // 30 openings, 15 closures, 30 + 10 messages, 30 records, and the card itself.
  expect(whole).toHaveLength(116)
  expect(new Set(whole.map(entry => entry.id)).size).toBe(116)
  const times = whole.map(entry => entry.at)
  expect(times).toEqual([...times].sort().reverse())
  for (const limit of [1, 2, 7, 50]) expect(await read(limit)).toEqual(whole)
})

test('of what was joined into another conversation only the messages are told, in their new place', async () => {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser')
  const { body: anna } = await adviser('POST', '/contacts', { name: 'Anna' })
  const first = await workspace.conversation(anna.id, { at: new Date(Date.now() - 10 * minute), text: 'un' })
  const second = await workspace.conversation(anna.id, { text: 'deux' })
  const { db } = world
  await db.system
    .updateTable('messages')
    .set({ conversation_id: first.id })
    .where('conversation_id', '=', second.id)
    .execute()
  await db.system
    .updateTable('conversations')
    .set({ joined_into: first.id, status: 'closed' })
    .where('id', '=', second.id)
    .execute()
  await db.system
    .updateTable('conversations')
    .set({ updated_at: new Date() })
    .where('id', '=', first.id)
    .execute()
  const { body } = await adviser<Page>('GET', `/contacts/${anna.id}/timeline`)
  const entries = body.items.filter(entry => entry.conversationId)
  expect(entries.map(entry => [entry.kind, entry.detail, entry.conversationId])).toEqual([
    ['message', 'deux', first.id],
    ['message', 'un', first.id],
    ['conversation', 'Ouverte', first.id],
  ])
})

test('a cursor that is not its own is refused', async () => {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser')
  const { body: anna } = await adviser('POST', '/contacts', { name: 'Anna' })
  for (const key of ['yesterday', '2026-99-01T00:00:00.000000Z']) {
    const cursor = Buffer.from(JSON.stringify([key, ''])).toString('base64url')
    const refused = await adviser<Problem>('GET', `/contacts/${anna.id}/timeline?cursor=${cursor}`)
    expect(refused).toMatchObject({ status: 422, body: { code: 'request.cursor' } })
  }
})
