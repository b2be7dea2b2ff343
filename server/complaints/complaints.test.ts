import { DateTime } from 'luxon'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Complaint } from '#contract/complaints.ts'
import type { CannedAnswer } from '#contract/knowledge.ts'
import type { RuleHit } from '#contract/rules.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { wordsOfComplaint } from './words.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let lea: TestMember
let boss: TestMember
let now = new Date('2026-07-06T08:00:00Z')

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  now = new Date('2026-07-06T08:00:00Z')
  workspace = await aWorkspace(app)
  boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})

const unhappy = { subject: 'Avis', text: 'Très mécontent, je veux un remboursement.' }
async function received(mail: Parameters<typeof aMail>[0] = unhappy): Promise<string> {
  const raw = aMail({
    to: workspace.address,
    ...mail,
    headers: { Date: now.toUTCString(), ...mail?.headers },
  })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId as string
}
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint | null }>('GET', `/conversations/${id}/complaint`)).body.complaint
const act = (id: string, what: string, body?: object) =>
  lea.call('POST', `/conversations/${id}/complaint${what}`, body)
const isRegulated = (sector = 'bank') => workspace.call('PATCH', '/workspace', { settings: { sector } })
const sent = async (id: string) => {
  const { body } = await lea.call<{ items: { direction: string; text: string; automatic: string }[] }>(
    'GET',
    `/conversations/${id}/messages`,
  )
  return body.items.filter(({ direction }) => direction === 'out')
}

test('CMP-1: “mécontent, je veux un remboursement” proposes a complaint, with the words that say so; a person confirms it', async () => {
  const id = await received()
  expect(await complaintOf(id)).toMatchObject({
    state: 'proposed',
    words: ['mécontent'],
    rule: null,
    clocks: null,
  })
  const listed = async (state: string) =>
    (await lea.call<{ items: { id: string }[] }>('GET', `/conversations?complaint=${state}`)).body.items
      .length
  expect([await listed('proposed'), await listed('confirmed')]).toEqual([1, 0])
  expect((await act(id, '/confirmation')).status).toBe(200)
  expect(await complaintOf(id)).toMatchObject({
    state: 'confirmed',
    acts: [
      { what: 'confirmed', by: { name: 'Léa Martin' } },
      { what: 'proposed', by: null },
    ],
  })
  expect([await listed('proposed'), await listed('confirmed')]).toEqual([0, 1])
  expect(await sent(id)).toEqual([]) // no sector asks for a letter
})

test.for([
  ['Vous vous moquez de moi, je suis furieuse !', ['furieuse', 'vous vous moquez']],
  ['Je ne suis pas du tout satisfaite de ce bouquet.', ['pas du tout satisfait']],
  ['À qui puis-je me plaindre ?', ['plaindre']],
  ['I am very unhappy with your service.', ['unhappy']],
  ['Je suis satisfaite, merci. Happy with it.', []],
] as const)('CMP-1: any dissatisfaction that is said is one: %s', ([text, words]) => {
  expect(wordsOfComplaint({ subject: '', text })).toEqual(words)
})

test('CMP-1: a simple question is no complaint, and an adviser may say that it is one all the same', async () => {
  const id = await received({ subject: 'Horaires', text: 'Bonjour, à quelle heure ouvrez-vous ?' })
  expect(await complaintOf(id)).toBeNull()
  await act(id, '')
  expect(await complaintOf(id)).toMatchObject({
    state: 'proposed',
    words: [],
    acts: [{ by: { name: 'Léa Martin' } }],
  })
})

test('CMP-1: a reason that is a complaint proposes one, and leaves the rest to a person', async () => {
  const reason = await workspace.call<{ id: string }>('POST', '/reasons', {
    labelFr: 'Casse',
    labelEn: 'Broken',
    isComplaint: true,
  })
  const id = await received({ subject: 'Vase', text: 'Bonjour, le vase est en morceaux.' })
  expect(await complaintOf(id)).toBeNull()
  await lea.call('PATCH', `/conversations/${id}`, { reasonId: reason.body.id })
  await app.settle()
  expect(await complaintOf(id)).toMatchObject({ state: 'proposed', words: [] })
})

test('CMP-1: it is taken back only with a reason, which is kept; words of before do not bring it back, those of after do', async () => {
  const id = await received({ ...unhappy, messageId: '<avis@mail.test>' })
  await act(id, '/confirmation')
  expect((await act(id, '/dismissal', {})).status).toBe(422)
  expect((await act(id, '/dismissal', { reason: '   ' })).status).toBe(422)
  expect(await complaintOf(id)).toMatchObject({ state: 'confirmed' })
  await act(id, '/dismissal', { reason: 'Il parlait d’une autre maison.' })
  expect(await complaintOf(id)).toMatchObject({
    state: 'dismissed',
    acts: [
      { what: 'dismissed', reason: 'Il parlait d’une autre maison.', by: { name: 'Léa Martin' } },
      { what: 'confirmed' },
      { what: 'proposed' },
    ],
  })
  expect((await act(id, '/dismissal', { reason: 'Encore' })).body).toMatchObject({ code: 'complaint.none' })
  now = new Date(now.getTime() + 3_600_000)
  const again = async (text: string) =>
    received({ subject: 'Re: Avis', text, headers: { 'In-Reply-To': '<avis@mail.test>' } })
  expect(await again('Merci de votre message.')).toBe(id)
  expect((await complaintOf(id))!.state).toBe('dismissed')
  await again('Tout de même, c’est inadmissible.')
  expect(await complaintOf(id)).toMatchObject({ state: 'proposed', words: ['inadmissible'] })
})

test('CMP-1: a rule proposes with the words that it found, and never settles; no ready-made answer leaves', async () => {
  const answer = await boss.call<CannedAnswer>('POST', '/canned-answers', {
    name: 'Suivi',
    textFr: 'Nous regardons.',
    audience: 'everyone',
  })
  await boss.call('POST', '/rules', {
    name: 'Casse',
    state: 'enabled',
    body: {
      all: [{ on: 'words', has: ['cassé*', 'abîmé*'] }],
      actions: [{ do: 'reply', cannedAnswerId: answer.body.id }, { do: 'proposeComplaint' }],
    },
  })
  const id = await received({ subject: 'Vase', text: 'Le vase est cassé.' })
  expect(await complaintOf(id)).toMatchObject({
    state: 'proposed',
    words: ['cassé'],
    rule: { name: 'Casse' },
  })
  const hits = (await boss.call<{ items: RuleHit[] }>('GET', `/conversations/${id}/rule-hits`)).body.items
  expect(hits).toMatchObject([
    { done: ['proposeComplaint'], leftOut: [{ do: 'reply', because: 'complaint' }] },
  ])
  expect(await sent(id)).toEqual([])
})

test('Q15: a complex request, by its reason or by a rule, gets nothing ready-made and says so', async () => {
  const reason = await workspace.call<{ id: string }>('POST', '/reasons', {
    labelFr: 'Succession',
    labelEn: 'Estate',
    isComplex: true,
  })
  const answer = await boss.call<CannedAnswer>('POST', '/canned-answers', {
    name: 'Suivi',
    textFr: 'Nous regardons.',
    audience: 'everyone',
  })
  const rule = (name: string, word: string, actions: object[]) =>
    boss.call('POST', '/rules', {
      name,
      state: 'enabled',
      body: { all: [{ on: 'words', has: [word] }], actions },
    })
  const reply = { do: 'reply', cannedAnswerId: answer.body.id }
  await rule('Par motif', 'succession', [reply, { do: 'setReason', reasonId: reason.body.id }])
  await rule('Par acte', 'notaire', [reply, { do: 'needsPerson' }])
  for (const word of ['succession', 'notaire']) {
    const id = await received({
      subject: word,
      text: `Une question de ${word}.`,
      from: `${word} <${word}@mail.test>`,
    })
    expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({ needsPerson: true })
    const hits = (await boss.call<{ items: RuleHit[] }>('GET', `/conversations/${id}/rule-hits`)).body.items
    expect(hits).toMatchObject([{ leftOut: [{ do: 'reply', because: 'complex' }] }])
    expect(await sent(id)).toEqual([])
  }
})

test('CMP-2: from the sending, ten jours ouvrables to acknowledge (Saturday counts, 14 July does not) and two months to answer', async () => {
  await isRegulated()
  const id = await received()
  const { clocks, sentAt } = (await complaintOf(id))!
  const day = (text: string) => DateTime.fromISO(text, { zone: 'Europe/Paris' }).toISODate()
  expect(day(sentAt)).toBe('2026-07-06')
  // 7 8 9 10 11(Sat) | 13 (14 is a holiday) 15 16 17 18(Sat): ten of them.
  expect(day(clocks!.acknowledgeBy)).toBe('2026-07-18')
  expect(day(clocks!.answerBy)).toBe('2026-09-06')
  await lea.call('PUT', `/conversations/${id}/status`, { status: 'waiting' })
  expect((await complaintOf(id))!.clocks).toEqual(clocks)
})

test('CMP-2: confirmed, the customer is told at once that it came; a person’s answer and the closure stop the clocks', async () => {
  await isRegulated('insurance')
  const id = await received()
  expect(await sent(id)).toEqual([])
  await act(id, '/confirmation')
  const [letter] = await sent(id)
  expect(letter!.text).toContain('réclamation envoyée le 6 juillet 2026')
  expect(letter!.text).toContain('au plus tard le 6 septembre 2026')
  expect(letter!.automatic).toBe('autoReply')
  expect((await complaintOf(id))!.clocks).toMatchObject({
    acknowledgedAt: now.toISOString(),
    answeredAt: null,
  })
  await act(id, '/confirmation')
  expect(await sent(id)).toHaveLength(1)
  now = new Date(now.getTime() + 86_400_000)
  const causes = await lea.call<{ items: { id: string }[] }>('GET', '/complaint-causes')
  await lea.call('PUT', `/conversations/${id}/complaint/conclusion`, {
    ...{ causeId: causes.body.items[0]!.id, outcome: 'upheld' },
  })
  await lea.call('POST', `/conversations/${id}/messages`, {
    text: 'Nous vous remboursons dès demain, avec nos excuses.',
    afterwards: 'close',
  })
  await app.settle()
  expect((await complaintOf(id))!.clocks).toMatchObject({ answeredAt: now.toISOString() })
  await lea.call('DELETE', `/conversations/${id}/closure`)
  await app.settle()
  expect((await complaintOf(id))!.clocks).toMatchObject({ answeredAt: null })
})

test('CMP-2: a holding letter says why and until when, only for a confirmed complaint', async () => {
  await isRegulated()
  const id = await received()
  const letter = { reason: 'Nous attendons la réponse du transporteur.', until: '2026-09-20' }
  expect((await act(id, '/holding-letter', letter)).body).toMatchObject({ code: 'complaint.not_confirmed' })
  await act(id, '/confirmation')
  expect((await act(id, '/holding-letter', { ...letter, until: '2026-07-06' })).body).toMatchObject({
    code: 'complaint.held_in_past',
  })
  expect((await act(id, '/holding-letter', letter)).status).toBe(200)
  const words = (await sent(id)).map(({ text }) => text).join('\n')
  expect(words).toContain(letter.reason)
  expect(words).toContain('20 septembre 2026')
  expect(await complaintOf(id)).toMatchObject({
    clocks: { heldUntil: '2026-09-20' },
    acts: [{ what: 'held', reason: letter.reason }, {}, {}, {}],
  })
})

test('Q22, CMP-1: a confirmed complaint is answered in one’s own words', async () => {
  const answer = await boss.call<CannedAnswer>('POST', '/canned-answers', {
    name: 'Excuses',
    textFr: 'Nous sommes désolés de ce retard.',
    audience: 'everyone',
  })
  const id = await received()
  const reply = () =>
    lea.call('POST', `/conversations/${id}/messages`, {
      text: 'Nous sommes désolés de ce retard.',
      cannedAnswerIds: [answer.body.id],
    })
  await act(id, '/confirmation')
  expect((await reply()).status).toBeGreaterThanOrEqual(400)
  await act(id, '/dismissal', { reason: 'Une simple question.' })
  expect((await reply()).status).toBe(201)
})

test('CMP-1, CMP-2: a complaint that is joined into another request is one there, with its clocks', async () => {
  await isRegulated()
  const question = await received({ subject: 'Adresse', text: 'Quelle est votre adresse ?' })
  const id = await received()
  await act(id, '/confirmation')
  const { clocks } = (await complaintOf(id))!
  now = new Date('2026-07-08T08:00:00Z')
  const joined = await lea.call('POST', `/conversations/${id}/joining`, { into: question, otherPerson: true })
  expect(joined.status).toBe(200)
  await app.settle()
  expect(await complaintOf(question)).toMatchObject({
    state: 'confirmed',
    clocks: { acknowledgeBy: clocks!.acknowledgeBy, answerBy: clocks!.answerBy },
    acts: [{ what: 'confirmed', by: { name: 'Léa Martin' } }],
  })
})

test('CMP-1: what is split off with the message that complains is a complaint; without it, it is none', async () => {
  const messageId = `<${workspace.slug}-adresse@mail.test>`
  const id = await received({ subject: 'Adresse', text: 'Quelle est votre adresse ?', messageId })
  for (const text of [unhappy.text, 'Et quels sont vos horaires ?'])
    await received({ subject: 'Re: Adresse', text, headers: { 'In-Reply-To': messageId } })
  const { body } = await lea.call<{ items: { id: string; text: string }[] }>(
    'GET',
    `/conversations/${id}/messages`,
  )
  const saying = (text: string) => body.items.find(one => one.text.includes(text))!.id
  const split = async (messageId: string) => {
    const made = await lea.call<{ id: string }>('POST', `/conversations/${id}/splits`, {
      messageIds: [messageId],
    })
    await app.settle()
    return made.body.id
  }
  expect(await complaintOf(await split(saying('horaires')))).toBeNull()
  expect(await complaintOf(await split(saying('mécontent')))).toMatchObject({ state: 'proposed' })
})
