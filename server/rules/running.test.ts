import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CannedAnswer } from '#contract/knowledge.ts'
import type { Rule, RuleHit, RuleTrial } from '#contract/rules.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let boss: TestMember
let lea: TestMember

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})

const lateWords = { on: 'words', has: ['retard*', 'pas arrivé'] }
const asks = { subject: 'Où est mon bouquet', text: 'Bonjour, le bouquet n’est pas arrivé. Anna' }

async function aRule(body: object, more: object = {}): Promise<Rule> {
  const made = await boss.call<Rule>('POST', '/rules', { name: 'Retard', state: 'enabled', body, ...more })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

async function received(mail: Parameters<typeof aMail>[0] = asks): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, ...mail }),
  )
  await app.settle()
  return body.conversationId as string
}

interface Seen {
  reasonId: string | null
  tags: string[]
  priority: string
  waitingSince: string | null
}
const seen = async (id: string) => (await boss.call<Seen>('GET', `/conversations/${id}`)).body
const hitsIn = async (id: string) =>
  (await boss.call<{ items: RuleHit[] }>('GET', `/conversations/${id}/rule-hits`)).body.items
const messagesOf = async (id: string) =>
  (
    await boss.call<{
      items: { direction: string; text: string; automatic: string; author: { kind: string; id: string } }[]
    }>('GET', `/conversations/${id}/messages`)
  ).body.items
const reasonWith = async (body: object) =>
  (await workspace.call<{ id: string }>('POST', '/reasons', body)).body.id
const answerKept = async (textFr: string) =>
  (await boss.call<CannedAnswer>('POST', '/canned-answers', { name: 'Suivi', textFr, audience: 'everyone' }))
    .body.id

test('Q15: a rule labels what a customer writes, says so in the history, and what it changed is put back', async () => {
  const reasonId = await reasonWith({ labelFr: 'Retard', labelEn: 'Late' })
  const rule = await aRule({
    all: [lateWords],
    actions: [
      { do: 'setReason', reasonId },
      { do: 'setPriority', priority: 'high' },
      { do: 'addTag', tag: 'colis' },
      { do: 'notify', memberIds: [lea.id] },
    ],
  })
  const id = await received()
  expect(await seen(id)).toMatchObject({ reasonId, priority: 'high', tags: ['colis'] })
  const [hit] = await hitsIn(id)
  expect(hit).toMatchObject({
    rule: { id: rule.id, name: 'Retard' },
    ...{ version: 1, isWatched: false, mayUndo: true, leftOut: [] },
    done: ['setReason', 'setPriority', 'addTag', 'notify'],
  })
  const { body: told } = await boss.call<{ items: { type: string; actor: object; data: object }[] }>(
    'GET',
    `/events?after=0&conversation=${id}&types=rule.applied`,
  )
  expect(told.items).toMatchObject([
    { actor: { kind: 'system', id: rule.id }, data: { name: 'Retard', version: 1 } },
  ])
  const mentions = await lea.call<{ items: { id: string }[] }>('GET', '/conversations?view=mentions')
  expect(mentions.body.items.map(one => one.id)).toEqual([id])

  const hitPath = `/conversations/${id}/rule-hits/${hit!.messageId}/${rule.id}`
  expect((await lea.call('DELETE', hitPath)).status).toBe(200)
  expect(await seen(id)).toMatchObject({ reasonId: null, priority: 'normal', tags: [] })
  expect((await lea.call('DELETE', hitPath)).status, 'once').toBe(404)
})

test('a rule that is looked on counts and changes nothing; one that is off is not asked', async () => {
  const watched = await aRule({ actions: [{ do: 'addTag', tag: 'vu' }] }, { state: 'watched' })
  await aRule({ actions: [{ do: 'addTag', tag: 'éteint' }] }, { state: 'off' })
  const id = await received()
  expect(await seen(id)).toMatchObject({ tags: [] })
  expect(await hitsIn(id)).toMatchObject([{ rule: { id: watched.id }, isWatched: true, done: ['addTag'] }])
  const { body } = await boss.call<{ items: Rule[] }>('GET', '/rules')
  expect(body.items.map(({ hits }) => hits)).toEqual([1, 0])
})

test('E49: a ready-made answer leaves once, marked automatic, and the customer still waits for a person', async () => {
  const cannedAnswerId = await answerKept('Bonjour {{contact.first_name}}, votre suivi est en ligne.')
  const rule = await aRule({ all: [lateWords], actions: [{ do: 'reply', cannedAnswerId }] })
  const id = await received()
  const out = (await messagesOf(id)).filter(({ direction }) => direction === 'out')
  expect(out).toMatchObject([
    {
      text: 'Bonjour Anna, votre suivi est en ligne.',
      automatic: 'autoReply',
      author: { kind: 'system', id: rule.id },
    },
  ])
  expect((await seen(id)).waitingSince).not.toBeNull()
  const sent = await app.ground.db.system
    .selectFrom('deliveries')
    .select('mail')
    .where('workspace_id', '=', workspace.id)
    .where('purpose', '=', 'reply')
    .execute()
  expect(sent).toHaveLength(1)
  expect(JSON.stringify(sent[0]!.mail)).toContain('"Auto-Submitted":"auto-replied"')

  // Another request of hers, the same day: two robots would go on for ever.
  const again = await received({ ...asks, subject: 'Encore' })
  expect(await hitsIn(again)).toMatchObject([
    { done: [], leftOut: [{ do: 'reply', because: 'answered_before' }] },
  ])
})

test.for<[string, Parameters<typeof aMail>[0], string]>([
  ['complaint', { text: 'C’est inadmissible, mon bouquet n’est pas arrivé.' }, 'by its words'],
  [
    'detailed',
    { text: `Le bouquet n’est pas arrivé. ${'Je vous raconte toute l’histoire. '.repeat(15)}` },
    '',
  ],
  ['robot', { ...asks, from: 'noreply@boutique.test' }, 'from nobody'],
])('E49: a %s gets no ready-made answer', async ([because, mail]) => {
  const cannedAnswerId = await answerKept('Votre suivi est en ligne.')
  await aRule({ all: [lateWords], actions: [{ do: 'reply', cannedAnswerId }] })
  const id = await received(mail)
  expect(await hitsIn(id)).toMatchObject([{ done: [], leftOut: [{ do: 'reply', because }] }])
  expect((await messagesOf(id)).map(({ direction }) => direction)).toEqual(['in'])
})

test('E49, CMP-1: a reason that is a complaint, given by a later rule, takes the ready-made answer away', async () => {
  const cannedAnswerId = await answerKept('Votre suivi est en ligne.')
  const reasonId = await reasonWith({ labelFr: 'Réclamation', labelEn: 'Complaint', isComplaint: true })
  await aRule({ all: [lateWords], actions: [{ do: 'reply', cannedAnswerId }] })
  await aRule({ actions: [{ do: 'setReason', reasonId }] })
  const id = await received()
  expect(await seen(id)).toMatchObject({ reasonId })
  expect((await messagesOf(id)).map(({ direction }) => direction)).toEqual(['in'])
})

test('what is automatic wakes no rule, and what rules do wakes none', async () => {
  await aRule({ actions: [{ do: 'addTag', tag: 'vu' }] })
  const robot = await received({ ...asks, headers: { 'Auto-Submitted': 'auto-replied' } })
  expect(await hitsIn(robot)).toEqual([])
  const id = await received({ ...asks, subject: 'Une personne' })
  expect(await hitsIn(id)).toHaveLength(1)
})

test('a message whose rules are asked twice is served once', async () => {
  await aRule({
    actions: [
      { do: 'addTag', tag: 'vu' },
      { do: 'notify', memberIds: [lea.id] },
    ],
  })
  const id = await received()
  const [event] = await app.ground.db.system
    .selectFrom('events')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('conversation_id', '=', id)
    .where('type', '=', 'message.received')
    .execute()
  await app.ground.db.system
    .insertInto('outbox')
    .values({ workspace_id: workspace.id, event_id: event!.id })
    .execute()
  await app.settle()
  expect((await messagesOf(id)).filter(({ direction }) => direction === 'note')).toHaveLength(1)
  expect(await hitsIn(id)).toHaveLength(1)
})

test('what a person said of a request is not said otherwise by a rule', async () => {
  const [theirs, ours] = [
    await reasonWith({ labelFr: 'À eux', labelEn: 'Theirs' }),
    await reasonWith({ labelFr: 'À nous', labelEn: 'Ours' }),
  ]
  const id = await received()
  await lea.call('PATCH', `/conversations/${id}`, { reasonId: theirs })
  await aRule({
    actions: [
      { do: 'setReason', reasonId: ours },
      { do: 'addTag', tag: 'suite' },
    ],
  })
  const messageId = (
    await app.ground.db.system
      .selectFrom('message_keys')
      .select('key')
      .where('conversation_id', '=', id)
      .executeTakeFirstOrThrow()
  ).key
  const same = await received({ subject: 'Re: Où est mon bouquet', headers: { 'In-Reply-To': messageId } })
  expect(same).toBe(id)
  expect(await seen(id)).toMatchObject({ reasonId: theirs, tags: ['suite'] })
  expect(await hitsIn(id)).toMatchObject([
    { done: ['addTag'], leftOut: [{ do: 'setReason', because: 'in_hand' }] },
  ])
})

test('a reason archived since is left out, and the rest is done', async () => {
  const reasonId = await reasonWith({ labelFr: 'Ancien', labelEn: 'Old' })
  await aRule({
    actions: [
      { do: 'setReason', reasonId },
      { do: 'addTag', tag: 'vu' },
    ],
  })
  await workspace.call('DELETE', `/reasons/${reasonId}`)
  const id = await received()
  expect(await seen(id)).toMatchObject({ reasonId: null, tags: ['vu'] })
  expect(await hitsIn(id)).toMatchObject([
    { done: ['addTag'], leftOut: [{ do: 'setReason', because: 'refused' }] },
  ])
})

test('a rule is tried on what came before it is kept: how often it would have held, and nothing is changed', async () => {
  const id = await received()
  await received({ subject: 'Horaires', text: 'À quelle heure ouvrez-vous ?', from: 'luc@mail.test' })
  const first = await aRule({ actions: [{ do: 'setPriority', priority: 'low' }] })
  const body = {
    all: [lateWords],
    actions: [
      { do: 'setPriority', priority: 'urgent' },
      { do: 'addTag', tag: 'colis' },
    ],
  }
  const tried = await boss.call<RuleTrial>('POST', '/rule-trials', { body })
  expect(tried.body).toMatchObject({
    looked: 2,
    held: 1,
    acts: [
      { do: 'setPriority', done: 0, leftOut: 1 },
      { do: 'addTag', done: 1, leftOut: 0 },
    ],
    before: [{ id: first.id, count: 1 }],
    examples: [{ id }],
    conflicts: [{ first: { id: first.id }, about: ['setPriority'] }],
  })
  expect(await seen(id)).toMatchObject({ priority: 'normal', tags: [] })
  expect(await hitsIn(id)).toEqual([])
  expect((await lea.call('POST', '/rule-trials', { body })).status).toBe(403)
})

test('versions are kept and said again; the second of two who change a rule is told', async () => {
  const rule = await aRule({ actions: [{ do: 'addTag', tag: 'un' }] })
  const two = { actions: [{ do: 'addTag', tag: 'deux' }] }
  const path = `/rules/${rule.id}`
  expect((await boss.call('PATCH', path, { body: two, seenVersion: 1 })).body).toMatchObject({ version: 2 })
  expect((await boss.call('PATCH', path, { body: two, seenVersion: 1 })).body).toMatchObject({
    code: 'rule.changed_meanwhile',
  })
  expect((await boss.call('PATCH', path, { state: 'watched' })).body).toMatchObject({ version: 2 })
  expect((await boss.call('POST', `${path}/versions/1/restoration`)).body).toMatchObject({
    version: 3,
    body: { actions: [{ tag: 'un' }] },
  })
  const { body } = await boss.call<{ items: { version: number; by: { name: string } }[] }>(
    'GET',
    `${path}/versions`,
  )
  expect(body.items.map(({ version, by }) => [version, by.name])).toEqual([
    [3, 'Inès Roy'],
    [2, 'Inès Roy'],
    [1, 'Inès Roy'],
  ])
})

test('the order is everybody’s to see; a rule put away comes back where it was', async () => {
  const [one, two] = [
    await aRule({ actions: [{ do: 'addTag', tag: 'a' }] }, { name: 'Un' }),
    await aRule({ actions: [{ do: 'addTag', tag: 'b' }] }, { name: 'Deux' }),
  ]
  const names = async () =>
    (await boss.call<{ items: Rule[] }>('GET', '/rules')).body.items.map(({ name }) => name)
  await boss.call('PUT', '/rules/order', { ids: [two.id, one.id] })
  expect(await names()).toEqual(['Deux', 'Un'])
  expect((await boss.call('PUT', '/rules/order', { ids: [two.id] })).body).toMatchObject({
    code: 'rule.whole_order',
  })
  await boss.call('DELETE', `/rules/${two.id}`)
  expect(await names()).toEqual(['Un'])
  await boss.call('POST', `/rules/${two.id}/restoration`)
  expect(await names()).toEqual(['Deux', 'Un'])
})

test('a rule that names what is not there, or says the same twice, is refused', async () => {
  const refused = async (body: object) => (await boss.call('POST', '/rules', { name: 'Non', body })).body.code
  const other = await aWorkspace(app)
  const segmentId = other.teamId
  expect(await refused({ actions: [{ do: 'setTeam', teamId: other.teamId }] })).toBe('request.not_found')
  expect(
    await refused({ all: [{ on: 'segment', is: [segmentId] }], actions: [{ do: 'addTag', tag: 'x' }] }),
  ).toBe('request.not_found')
  expect(
    await refused({
      actions: [
        { do: 'setPriority', priority: 'low' },
        { do: 'setPriority', priority: 'high' },
      ],
    }),
  ).toBe('rule.said_twice')
  const mine = await boss.call<CannedAnswer>('POST', '/canned-answers', { name: 'À moi', textFr: 'Bonjour' })
  expect(await refused({ actions: [{ do: 'reply', cannedAnswerId: mine.body.id }] })).toBe(
    'rule.answer_for_everybody',
  )
})

test('DAT-6: somebody erased is named by no rule any more, nor by what it said before', async () => {
  const from = 'Odette Kerzoncuf <odette.kerzoncuf@mail.test>'
  const id = await received({ ...asks, from })
  const rule = await aRule({
    all: [{ on: 'from', is: ['odette.kerzoncuf@mail.test'] }],
    actions: [{ do: 'addTag', tag: 'vu' }],
  })
  const { body } = await boss.call<{ contact: { id: string } }>('GET', `/conversations/${id}`)
  const erased = await workspace.call('POST', `/contacts/${body.contact.id}/erasure`, { typed: 'effacer' })
  expect(erased.status, JSON.stringify(erased.body)).toBeLessThan(300)
  await app.settle()
  const versions = await boss.call('GET', `/rules/${rule.id}/versions`)
  expect(versions.status).toBe(200)
  expect(JSON.stringify(versions.body)).not.toContain('kerzoncuf')
})
