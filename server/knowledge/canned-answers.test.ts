import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CannedAnswer } from '#contract/knowledge.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type Call,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let lea: TestMember
let karim: TestMember
let boss: TestMember

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  karim = await aMember(app, workspace, 'adviser', { name: 'Karim Haddad' })
  boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
})

const late = {
  name: 'Retard',
  folder: 'Livraison',
  textFr:
    'Bonjour {{contact.first_name}}, votre bouquet arrive en retard et nous en sommes désolés. {{member.first_name}}',
  textEn: 'Hello {{contact.first_name}}, your bouquet is running late and we are sorry.',
}

async function kept(call: Call, body: object): Promise<CannedAnswer> {
  const made = await call<CannedAnswer>('POST', '/canned-answers', body)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}
const names = async (call: Call) =>
  (await call<{ items: CannedAnswer[] }>('GET', '/canned-answers')).body.items.map(({ name }) => name)

async function received(): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address }),
  )
  return body.conversationId as string
}
const write = (call: Call, id: string, body: object) => call('POST', `/conversations/${id}/messages`, body)
const filled = (id: string, answer: CannedAnswer) =>
  lea.call<{ text: string; language: string }>('GET', `/conversations/${id}/canned-answers/${answer.id}`)

test('Q22, SEC-7: an answer is filled with what is known of the customer', async () => {
  const answer = await kept(boss.call, { ...late, audience: 'everyone' })
  const id = await received()
  expect((await filled(id, answer)).body).toEqual({
    text: 'Bonjour Anna, votre bouquet arrive en retard et nous en sommes désolés. Léa',
    language: 'fr',
  })
  await workspace.call('PATCH', `/conversations/${id}`, { language: 'en' })
  expect((await filled(id, answer)).body).toEqual({
    text: 'Hello Anna, your bouquet is running late and we are sorry.',
    language: 'en',
  })
})

test('SEC-7: a variable that nothing fills is refused when it is kept and when it would be sent', async () => {
  const body = { ...late, textEn: 'Hello {{contact.firstname}}, {{ name }}' }
  const refused = await lea.call('POST', '/canned-answers', body)
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({
    code: 'canned_answer.unknown_variable',
    title: 'Rien ne remplacera {{contact.firstname}}, {{ name }}\u00a0: corrigez ou retirez.',
  })
  const answer = await kept(lea.call, late)
  const change = { textFr: '{{constructor}}' }
  expect((await lea.call('PATCH', `/canned-answers/${answer.id}`, change)).status).toBe(422)

  const id = await received()
  for (const text of ['Bonjour {{contact.first_name}}', 'Votre {{ order.number }} part'])
    expect((await write(lea.call, id, { text })).body).toMatchObject({
      code: 'conversation.unfilled_variable',
    })
  const opened = { to: { name: '', address: 'luc@mail.test' }, message: { text: 'Bonjour {{contact.name}}' } }
  expect((await lea.call('POST', '/conversations', opened)).status).toBe(422)
  // Colleagues may talk of them, and other braces are a customer's business.
  expect((await write(lea.call, id, { kind: 'note', text: '{{contact.name}}' })).status).toBe(201)
  expect((await write(lea.call, id, { text: 'Écrivez {{nom}} dans le champ' })).status).toBe(201)
})

test('mine is mine, a team’s is its people’s, everybody’s is for leads to make', async () => {
  const own = await kept(lea.call, { ...late, name: 'À moi' })
  const team = await kept(lea.call, { ...late, name: 'Équipe', audience: 'team', teamId: workspace.teamId })
  await kept(boss.call, { ...late, name: 'Tous', audience: 'everyone' })
  expect(await names(lea.call)).toEqual(
    ['À moi', 'Équipe', 'Tous'].toSorted((a, b) => a.localeCompare(b, 'en')).sort(),
  )
  expect(await names(karim.call)).toEqual(['Tous'])
  const refused = [
    await lea.call('POST', '/canned-answers', { ...late, audience: 'everyone' }),
    await karim.call('POST', '/canned-answers', { ...late, audience: 'team', teamId: workspace.teamId }),
    await karim.call('PATCH', `/canned-answers/${own.id}`, { name: 'Pris' }),
    await karim.call('DELETE', `/canned-answers/${team.id}`),
    await lea.call('PATCH', `/canned-answers/${own.id}`, { audience: 'everyone' }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 404, 404, 403])
  const empty = await lea.call('POST', '/canned-answers', { name: 'Vide', textFr: '  ' })
  expect([empty.status, empty.body.code]).toEqual([422, 'canned_answer.empty'])
})

test('an archived answer is offered no more, and comes back by the undo', async () => {
  const answer = await kept(lea.call, late)
  expect((await lea.call('DELETE', `/canned-answers/${answer.id}`)).status).toBe(200)
  expect(await names(lea.call)).toEqual([])
  expect((await lea.call('POST', `/canned-answers/${answer.id}/restoration`)).status).toBe(200)
  expect(await names(lea.call)).toEqual(['Retard'])
})

test('Q22: on a complaint a template as it stands is refused whoever sends it, one’s own words pass', async () => {
  const answer = await kept(boss.call, { ...late, audience: 'everyone' })
  const reason = (
    await workspace.call<{ id: string }>('POST', '/reasons', {
      labelFr: 'Réclamation',
      labelEn: 'Complaint',
      isComplaint: true,
    })
  ).body
  const child = (
    await workspace.call<{ id: string }>('POST', '/reasons', {
      labelFr: 'Retard',
      labelEn: 'Late',
      parentId: reason.id,
    })
  ).body
  const id = await received()
  const { text } = (await filled(id, answer)).body
  await workspace.call('PATCH', `/conversations/${id}`, { reasonId: child.id })
  // Nothing says where the words come from: they are recognised.
  const refused = await write(lea.call, id, { text })
  expect([refused.status, refused.body.code]).toEqual([409, 'canned_answer.own_words'])
  expect(String(refused.body.title)).toContain('réclamation')
  expect((await write(workspace.call, id, { text })).status).toBe(409)
  expect((await write(lea.call, id, { kind: 'note', text })).status).toBe(201)
  const own = `${text}\n\nLe livreur s’est perdu rue de la Paix, il repart maintenant.`
  expect((await write(lea.call, id, { text: own })).status).toBe(201)
  await workspace.call('PATCH', `/reasons/${reason.id}`, { isComplaint: false })
  expect((await write(lea.call, id, { text })).status).toBe(201)
})

test('Q22: a complaint opened by hand is not written in a template either', async () => {
  await kept(boss.call, {
    ...late,
    textFr: 'Nous sommes désolés de ce retard de livraison.',
    audience: 'everyone',
  })
  const reason = (
    await workspace.call<{ id: string }>('POST', '/reasons', {
      labelFr: 'R',
      labelEn: 'C',
      isComplaint: true,
    })
  ).body
  const open = (reasonId?: string) =>
    lea.call('POST', '/conversations', {
      to: { address: 'luc@mail.test' },
      subject: 'Retard',
      ...(reasonId && { reasonId }),
      message: { text: 'Nous sommes désolés de ce retard de livraison.' },
    })
  expect((await open(reason.id)).body.code).toBe('canned_answer.own_words')
  expect((await open()).status).toBe(201)
})

test('the uses of an answer are counted when it is sent, and no more when the reply is taken back', async () => {
  const answer = await kept(lea.call, late)
  const id = await received()
  const sent = await write(lea.call, id, { text: 'Bonjour', cannedAnswerIds: [answer.id, answer.id] })
  const uses = async () =>
    (await lea.call<{ items: CannedAnswer[] }>('GET', '/canned-answers')).body.items[0]!.uses
  expect(await uses()).toBe(1)
  // Somebody else’s answer is not theirs to count.
  await write(karim.call, id, { text: 'Bonjour encore', cannedAnswerIds: [answer.id] })
  expect(await uses()).toBe(1)
  await lea.call('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
  expect(await uses()).toBe(0)
})

test('a macro names reasons and teams of its own workspace', async () => {
  const elsewhere = await aWorkspace(app)
  const acts = (change: object) => ({ ...late, acts: change })
  const own = await kept(
    lea.call,
    acts({ addTags: ['retard'], teamId: workspace.teamId, afterwards: 'close' }),
  )
  expect(own.acts).toEqual({
    reasonId: null,
    addTags: ['retard'],
    teamId: workspace.teamId,
    afterwards: 'close',
    snoozeHours: null,
  })
  expect((await lea.call('POST', '/canned-answers', acts({ teamId: elsewhere.teamId }))).status).toBe(404)
  expect((await lea.call('POST', '/canned-answers', acts({ afterwards: 'snooze' }))).body.code).toBe(
    'canned_answer.snooze_hours',
  )
})

test('a variable that is not closed is refused, with the place where it stands', async () => {
  const half = await lea.call<{ code: string; title: string }>('POST', '/canned-answers', {
    ...late,
    textFr: 'Bonjour {{contact.first_name}, votre bouquet arrive.',
  })
  expect([half.status, half.body.code]).toEqual([422, 'canned_answer.half_variable'])
  expect(half.body.title).toContain('{{contact.first_name}, votre bouquet')
})

test('a macro does without a reason that was archived since, and says which', async () => {
  const { body: reason } = await workspace.call<{ id: string }>('POST', '/reasons', {
    labelFr: 'Ancienne saison',
    labelEn: 'Old season',
  })
  const acts = { reasonId: reason.id, addTags: ['retard'] }
  const macro = await kept(lea.call, { ...late, name: 'Fin de saison', acts })
  expect(macro).toMatchObject({ acts: { reasonId: reason.id }, archivedReason: null })
  expect((await workspace.call('DELETE', `/reasons/${reason.id}`)).status).toBe(200)
  const { items } = (await lea.call<{ items: CannedAnswer[] }>('GET', '/canned-answers')).body
  const now = items.find(({ id }) => id === macro.id)
  expect(now).toMatchObject({
    acts: { reasonId: null, addTags: ['retard'] },
    archivedReason: { labelFr: 'Ancienne saison', labelEn: 'Old season' },
  })
  // On a screen that read it before: the rest of the macro is done all the same.
  const id = await received()
  const done = await boss.call<{ items: { outcome: string }[] }>('POST', '/bulk-acts', {
    ids: [id],
    act: { kind: 'macro', acts },
  })
  expect(done.body.items.map(({ outcome }) => outcome)).toEqual(['done'])
  expect((await boss.call('GET', `/conversations/${id}`)).body).toMatchObject({
    reasonId: null,
    tags: ['retard'],
  })
})

test('A13: how we write on each channel is there from the first day, and leads change it', async () => {
  const guides = async (call: Call) =>
    (await call<{ items: { channel: string; textFr: string }[] }>('GET', '/tone-guides')).body.items
  expect((await guides(lea.call)).map(({ channel }) => channel)).toEqual(['chat', 'email'])
  const guide = { textFr: 'Tutoiement, émojis bienvenus.', textEn: 'Familiar, emoji welcome.' }
  expect((await lea.call('PUT', '/tone-guides/chat', guide)).status).toBe(403)
  expect((await boss.call('PUT', '/tone-guides/chat', guide)).status).toBe(200)
  expect((await guides(lea.call))[0]).toEqual({ channel: 'chat', ...guide })
  await boss.call('PUT', '/tone-guides/chat', { textFr: '', textEn: '' })
  expect((await guides(lea.call)).map(({ channel }) => channel)).toEqual(['email'])
})
