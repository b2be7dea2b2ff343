import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import type { ChatState, ChatSurvey } from '#contract/chat.ts'
import type { Conversation, ConversationRow } from '#contract/conversations.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aChat, aVisitor, type Visitor } from './testing/visitor.ts'

/** Q5, Q6, D19: the satisfaction question at the end of a chat, asked where the visitor is, once, and by no mail after. */

let app: TestApp
let workspace: TestWorkspace
let chat: ChatChannel
let lea: TestMember
let surveyId: string
let moved = 0
beforeAll(async () => {
  app = await testApp({ running: true, clock: { now: () => new Date(Date.now() + moved) } })
})
afterAll(() => app.close())
beforeEach(async () => {
  moved = 0
  workspace = await aWorkspace(app)
  chat = await aChat(workspace)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  const { body } = await workspace.call<{ items: { id: string }[] }>('GET', '/surveys')
  surveyId = body.items[0]!.id
})

interface Talk {
  visitor: Visitor
  conversation: string
}

/** A visitor who wrote and, unless said otherwise, was answered. */
async function aTalk({ isAnswered = true } = {}): Promise<Talk> {
  const visitor = await aVisitor(app, chat)
  expect((await visitor.write('Où est mon bouquet ?')).status).toBe(200)
  const { body } = await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=1')
  const conversation = body.items[0]!.id
  if (isAnswered) await answer(conversation)
  return { visitor, conversation }
}

async function answer(conversation: string) {
  const path = `/conversations/${conversation}/messages`
  const written = await lea.call('POST', path, { text: 'Il est en route.', channelId: chat.id })
  expect(written.status, JSON.stringify(written.body)).toBe(201)
}

async function close(conversation: string) {
  const closed = await lea.call('POST', `/conversations/${conversation}/closure`, {})
  expect(closed.status, JSON.stringify(closed.body)).toBe(201)
  await app.settle()
}

const stateOf = async (visitor: Visitor) => (await visitor.ask<ChatState>('GET', 'conversation')).body

async function asked(visitor: Visitor): Promise<ChatSurvey> {
  const { survey } = await stateOf(visitor)
  if (!survey) throw new Error('nothing is asked')
  return survey
}

const opine = (visitor: Visitor, given: object) => visitor.ask<ChatState>('POST', 'survey', given)

/** Everything kept about whom was asked and what they said, here. */
async function kept() {
  const of = <Table extends 'survey_invitations' | 'survey_answers' | 'survey_refusals' | 'recoveries'>(
    table: Table,
  ) =>
    app.ground.db.system
      .selectFrom(table as 'survey_answers')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .execute() as Promise<Record<string, unknown>[]>
  const { rows: mails } = await app.ground.db.pools.system.query(
    `select 1 from deliveries where workspace_id = $1 and mail::text like '%/s/%'`,
    [workspace.id],
  )
  return {
    invitations: await of('survey_invitations'),
    answers: await of('survey_answers'),
    refusals: (await of('survey_refusals')).map(({ reason }) => reason),
    recoveries: await of('recoveries'),
    mails: mails.length,
  }
}

test('Q5: a visitor who is there when the adviser closes is asked in the chat, in the words of the survey, and by no mail', async () => {
  const { visitor, conversation } = await aTalk()
  expect((await stateOf(visitor)).survey).toBeNull()
  await close(conversation)
  expect(await stateOf(visitor)).toMatchObject({
    conversation: { state: 'ended' },
    survey: { question: expect.stringMatching(/^De 1 à 5/), scaleMax: 5, score: null },
  })
  const { id } = await asked(visitor)
  const told = await opine(visitor, { id, score: 2, comment: ' Le bouquet est arrivé fané. ' })
  expect(told).toMatchObject({ status: 200, body: { survey: { id, score: 2 } } })
  await app.settle()
  const { invitations, answers, recoveries, mails } = await kept()
  expect(invitations).toMatchObject([{ asked_in: 'chat', channel_kind: 'chat', member_id: lea.id }])
  expect(answers).toMatchObject([{ score: 2, comment: 'Le bouquet est arrivé fané.' }])
  // It lands where mailed answers land: the thread, the figures, and somebody who comes back to them.
  expect(recoveries).toMatchObject([{ conversation_id: conversation }])
  const shown = await workspace.call<Conversation>('GET', `/conversations/${conversation}`)
  expect(shown.body.survey).toMatchObject({ score: 2, comment: 'Le bouquet est arrivé fané.' })
  const listed = await workspace.call<{ items: object[] }>('GET', `/surveys/${surveyId}/answers?channel=chat`)
  expect(listed.body.items).toMatchObject([{ score: 2, channel: 'chat' }])
  expect(mails).toBe(0)
})

test('Q6: whoever ends it is asked at once; the closing that follows asks nobody again', async () => {
  const { visitor, conversation } = await aTalk()
  const ended = await visitor.ask<ChatState>('POST', 'end', {})
  expect(ended.body.survey).toMatchObject({ score: null })
  const { id } = ended.body.survey!
  expect((await opine(visitor, { id, score: 5 })).body.survey?.score).toBe(5)
  await visitor.ask('POST', 'end', {})
  await close(conversation)
  const { invitations, answers, refusals, mails } = await kept()
  expect([invitations.length, answers.length, refusals, mails]).toEqual([1, 1, [], 0])
})

test('whoever leaves before anybody answered is not asked then, and nothing is held against asking later', async () => {
  const { visitor, conversation } = await aTalk({ isAnswered: false })
  expect((await visitor.ask<ChatState>('POST', 'end', {})).body.survey).toBeNull()
  expect(await kept()).toMatchObject({ invitations: [], refusals: [] })
  await answer(conversation)
  await close(conversation)
  expect((await stateOf(visitor)).survey).toMatchObject({ score: null })
})

test('one answer for an invitation: said twice, by another tab, or late after a skip', async () => {
  const { visitor, conversation } = await aTalk()
  await close(conversation)
  const { id } = await asked(visitor)
  const tabs = await Promise.all([4, 4, 1].map(score => opine(visitor, { id, score })))
  expect(tabs.map(({ status }) => status)).toEqual([200, 200, 200])
  const { answers } = await kept()
  expect(answers).toHaveLength(1)
  const { score, history } = answers[0]!
  expect(history).toEqual([])
  expect((await asked(visitor)).score).toBe(score)
  // Put aside in a tab that had not heard of it.
  expect((await opine(visitor, { id })).body.survey?.score).toBe(score)
  expect((await kept()).invitations[0]!.skipped_at).toBeNull()
})

test('put aside, it is gone from every tab, told once, and asked by no mail; an answer on its way still counts', async () => {
  const { visitor, conversation } = await aTalk()
  await close(conversation)
  const { id } = await asked(visitor)
  expect((await opine(visitor, { id })).body.survey).toBeNull()
  expect((await opine(visitor, { id })).status).toBe(200)
  expect((await stateOf(visitor)).survey).toBeNull()
  const events = await app.ground.db.system
    .selectFrom('events')
    .select('type')
    .where('workspace_id', '=', workspace.id)
    .where('type', '=', 'survey.skipped')
    .execute()
  expect(events).toHaveLength(1)
  moved = 2 * 3_600_000
  await app.settle()
  expect(await kept()).toMatchObject({ answers: [], mails: 0 })
  expect((await opine(visitor, { id, score: 3 })).body.survey?.score).toBe(3)
})

test('nobody is asked whom the rules spare: in spam, or asked of late; nor where it is switched off', async () => {
  const spam = await aTalk()
  await workspace.call('PUT', `/conversations/${spam.conversation}/spam`, { isSpam: true })
  expect((await spam.visitor.ask<ChatState>('POST', 'end', {})).body.survey).toBeNull()

  const again = await aTalk()
  await close(again.conversation)
  await opine(again.visitor, { id: (await asked(again.visitor)).id, score: 5 })
  await again.visitor.write('Encore une chose')
  expect((await stateOf(again.visitor)).survey).toBeNull()
  await answer(again.conversation)
  await close(again.conversation)
  expect((await stateOf(again.visitor)).survey).toBeNull()
  expect((await kept()).refusals).toEqual(['recently_asked'])

  for (const change of [{ asksInChat: false }, { enabled: false }]) {
    const set = await workspace.call('PATCH', `/surveys/${surveyId}`, { ...change, delayMinutes: 600 })
    expect(set).toMatchObject({ status: 200, body: change })
    const { visitor, conversation } = await aTalk()
    await close(conversation)
    expect((await stateOf(visitor)).survey).toBeNull()
    expect((await visitor.ask<ChatState>('POST', 'end', {})).body.survey).toBeNull()
  }
})

test('a visitor who has gone is asked by mail as before, and finds no question when they come back', async () => {
  await workspace.call('PATCH', '/workspace', { settings: { undoSeconds: 0 } })
  await workspace.call('PATCH', `/surveys/${surveyId}`, { delayMinutes: 0 })
  const { visitor, conversation } = await aTalk()
  const { body } = await workspace.call<Conversation>('GET', `/conversations/${conversation}`)
  const address = { kind: 'email', value: `${conversation}@mail.test` }
  const added = await workspace.call('POST', `/contacts/${body.contact.id}/identities`, address)
  expect(added.status, JSON.stringify(added.body)).toBe(201)
  moved = 10 * 60_000
  await close(conversation)
  expect((await stateOf(visitor)).survey).toBeNull()
  expect(await kept()).toMatchObject({ invitations: [{ asked_in: 'mail' }], mails: 1 })
})

test('SEC-4: only the person of the chat answers, on the scale, in a comment that is short enough', async () => {
  const { visitor, conversation } = await aTalk()
  await close(conversation)
  const { id } = await asked(visitor)
  const stranger = await aTalk()
  expect((await opine(stranger.visitor, { id, score: 5 })).status).toBe(404)
  expect((await opine(await aVisitor(app, chat), { id, score: 5 })).status).toBe(404)
  for (const given of [
    { id, score: 6 },
    { id, score: 0 },
    { id, score: 4.5 },
    { id, score: 4, comment: 'x'.repeat(4001) },
    { score: 4 },
  ])
    expect((await opine(visitor, given)).status, JSON.stringify(given)).toBe(422)
  expect((await kept()).answers).toEqual([])
  // Card numbers are kept nowhere (REC-5).
  await opine(visitor, { id, score: 4, comment: 'Ma carte 4111 1111 1111 1111' })
  expect(JSON.stringify((await kept()).answers)).not.toContain('4111 1111')
})
