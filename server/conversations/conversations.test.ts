import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { timeOfId } from '#server/platform/ids.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type Call,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { learnWords, wakeDue } from './index.ts'

let app: TestApp
let workspace: TestWorkspace
let now = new Date('2026-03-10T09:00:00Z')

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now }, running: true })
})
afterAll(() => app.close())

interface Row {
  id: string
  number: number
  status: string
  subject: string
  contact: { id: string; name: string }
  assignee: { id: string; name: string } | null
  waitingSince: string | null
  linkedTo: { id: string } | null
  episodes: { id: string; number: number; closedAt: string | null }[]
  isSpam: boolean
  unread: boolean
  hasDraft: boolean
  messageCount: number
}
interface Message {
  id: string
  direction: string
  text: string
  deliveryStatus: string | null
  metadata: Record<string, unknown>
  subject: string
}

const list = async (call: Call, query: string) =>
  (await call<{ items: Row[]; next: string | null }>('GET', `/conversations?${query}`)).body
const conversation = async (call: Call, id: string) => (await call<Row>('GET', `/conversations/${id}`)).body
const thread = async (call: Call, id: string) =>
  (await call<{ items: Message[] }>('GET', `/conversations/${id}/messages`)).body.items

async function received(options: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const { status, body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, ...options }),
  )
  expect(status, JSON.stringify(body)).toBe(201)
  return body.conversationId as string
}

async function fresh() {
  now = new Date('2026-03-10T09:00:00Z')
  workspace = await aWorkspace(app)
  return {
    lea: await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] }),
    karim: await aMember(app, workspace, 'adviser', { name: 'Karim Haddad', teamIds: [workspace.teamId] }),
  }
}

test('of two people who take one conversation at once, one has it and the other is told who', async () => {
  const { lea, karim } = await fresh()
  const id = await received()
  const answers = await Promise.all(
    [lea, karim].map(person =>
      person.call('PUT', `/conversations/${id}/assignment`, { memberId: person.id, expected: null }),
    ),
  )
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
  const refused = answers.find(answer => answer.status === 409)!
  const holder = (await conversation(lea.call, id)).assignee!
  expect(refused.body.code).toBe('conversation.taken')
  expect(String(refused.body.title)).toContain(holder.name)
})

test('E48: an answer written on a stale view is refused once, and may be sent all the same', async () => {
  const { lea } = await fresh()
  const id = await received()
  const [first] = await thread(lea.call, id)
  await received({
    subject: 'Re: Bouquet',
    text: 'Je précise : c’est la commande 88213.',
    headers: { 'In-Reply-To': '<x>', References: String(first!.metadata) },
  })
  const known = await thread(lea.call, id)
  const write = (extra: object) =>
    lea.call('POST', `/conversations/${id}/messages`, {
      text: 'Bonjour Anna',
      seenMessageId: first!.id,
      ...extra,
    })
  if (known.length === 1) {
    // The second mail named no known reference: it is a request of its own, so this view is not stale.
    expect((await write({})).status).toBe(201)
  }
  const other = await received({ from: 'Luc <luc@mail.test>', messageId: '<luc-1@mail.test>' })
  const [opening] = await thread(lea.call, other)
  const again = await received({
    from: 'Luc <luc@mail.test>',
    text: 'Et aussi pour demain ?',
    headers: { 'In-Reply-To': '<luc-1@mail.test>' },
  })
  expect(again).toBe(other)
  const stale = await lea.call('POST', `/conversations/${other}/messages`, {
    text: 'Bonjour Luc',
    seenMessageId: opening!.id,
  })
  expect(stale.status).toBe(409)
  expect(stale.body.code).toBe('conversation.stale')
  const sent = await lea.call('POST', `/conversations/${other}/messages`, {
    text: 'Bonjour Luc',
    seenMessageId: opening!.id,
    sendAnyway: true,
  })
  expect(sent.status).toBe(201)
})

test('E48: when a colleague answered meanwhile, the second answer is refused with their name', async () => {
  const { lea, karim } = await fresh()
  const id = await received()
  const [seen] = await thread(lea.call, id)
  expect(
    (
      await karim.call('POST', `/conversations/${id}/messages`, {
        text: 'Je regarde.',
        seenMessageId: seen!.id,
      })
    ).status,
  ).toBe(201)
  const second = await lea.call('POST', `/conversations/${id}/messages`, {
    text: 'Je regarde aussi.',
    seenMessageId: seen!.id,
  })
  expect(second.body).toMatchObject({ code: 'conversation.answered_meanwhile' })
  expect(String(second.body.title)).toContain('Karim Haddad')
})

test('a reply can be taken back before it leaves: the words are the draft again and the customer still waits', async () => {
  const { lea } = await fresh()
  const id = await received()
  const before = await conversation(lea.call, id)
  const sent = await lea.call<Message>('POST', `/conversations/${id}/messages`, {
    text: 'Trop vite envoyé',
    afterwards: 'close',
  })
  expect((await conversation(lea.call, id)).status).toBe('closed')
  const undone = await lea.call<Message>('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
  expect(undone.status, JSON.stringify(undone.body)).toBe(200)
  expect(undone.body.deliveryStatus).toBe('cancelled')
  const after = await conversation(lea.call, id)
  expect(after).toMatchObject({
    status: before.status,
    waitingSince: before.waitingSince,
    assignee: null,
    hasDraft: true,
  })
  expect(after.episodes).toHaveLength(1)
  expect(after.episodes[0]!.closedAt).toBeNull()
  now = new Date(now.getTime() + 60_000)
  await app.settle()
  const deliveries = await workspace.call<{ items: { purpose: string; state: string }[] }>(
    'GET',
    `/deliveries?conversationId=${id}`,
  )
  expect(deliveries.body.items.find(item => item.purpose === 'reply')!.state).toBe('cancelled')
})

test('a reply that has left cannot be taken back', async () => {
  const { lea } = await fresh()
  const id = await received()
  const sent = await lea.call<Message>('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
  now = new Date(now.getTime() + 11_000)
  await app.settle()
  expect((await thread(lea.call, id)).find(message => message.id === sent.body.id)!.deliveryStatus).toBe(
    'sent',
  )
  const undo = await lea.call('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
  expect(undo.body.code).toBe('conversation.already_left')
})

test('a reply that was taken back is not said to have left', async () => {
  const { lea } = await fresh()
  const id = await received()
  const sent = await lea.call<Message>('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
  const undo = () => lea.call('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
  expect((await undo()).status).toBe(200)
  expect(await undo()).toMatchObject({ status: 409, body: { code: 'conversation.already_taken_back' } })
})

test('an answer to a closed conversation reopens it inside the window, as a second episode', async () => {
  const { lea } = await fresh()
  const id = await received({ messageId: '<ouverture@mail.test>' })
  await lea.call('POST', `/conversations/${id}/messages`, { text: 'Voilà.', afterwards: 'close' })
  now = new Date(now.getTime() + 13 * 86_400_000)
  expect(
    await received({ text: 'Encore une question', headers: { References: '<ouverture@mail.test>' } }),
  ).toBe(id)
  const reopened = await conversation(lea.call, id)
  expect(reopened).toMatchObject({ status: 'open' })
  expect(reopened.episodes.map(episode => episode.number)).toEqual([1, 2])
})

test('after the window an answer opens a new conversation, linked to the old one', async () => {
  const { lea } = await fresh()
  const id = await received({ messageId: '<ancien@mail.test>' })
  await lea.call('POST', `/conversations/${id}/closure`, {})
  now = new Date(now.getTime() + 15 * 86_400_000)
  const later = await received({ text: 'De retour', headers: { References: '<ancien@mail.test>' } })
  expect(later).not.toBe(id)
  expect((await conversation(lea.call, later)).linkedTo).toMatchObject({ id })
})

test('a mail without reference from a known person opens a linked conversation; "same request" joins them, and is undone', async () => {
  const { lea } = await fresh()
  const first = await received({ text: 'Mon bouquet ?' })
  const second = await received({ text: 'Je n’ai pas de nouvelles' })
  expect(second).not.toBe(first)
  expect((await conversation(lea.call, second)).linkedTo).toMatchObject({ id: first })

  const joined = await lea.call<Row>('POST', `/conversations/${second}/joining`)
  expect(joined.body.id, JSON.stringify(joined.body)).toBe(first)
  expect((await thread(lea.call, first)).map(message => message.text)).toEqual([
    'Mon bouquet ?',
    'Je n’ai pas de nouvelles',
  ])
  expect((await list(lea.call, 'view=unassigned')).items.map(row => row.id)).toEqual([first])

  await lea.call('DELETE', `/conversations/${second}/joining`)
  expect((await thread(lea.call, first)).map(message => message.text)).toEqual(['Mon bouquet ?'])
  expect((await thread(lea.call, second)).map(message => message.text)).toEqual(['Je n’ai pas de nouvelles'])
  expect((await conversation(lea.call, second)).status).toBe('new')
})

test('SEC-4: a stranger who quotes the number, the subject and the references of a conversation does not enter it', async () => {
  const { lea } = await fresh()
  const id = await received({ messageId: '<secret@mail.test>', subject: 'Bouquet non reçu' })
  const { number } = await conversation(lea.call, id)
  const intruder = await received({
    from: 'Mallory <mallory@elsewhere.test>',
    subject: `Re: Bouquet non reçu #${number}`,
    headers: { 'In-Reply-To': '<secret@mail.test>', References: '<secret@mail.test>' },
  })
  expect(intruder).not.toBe(id)
  expect((await conversation(lea.call, intruder)).linkedTo).toBeNull()
  expect(await thread(lea.call, id)).toHaveLength(1)
})

test('SEC-4: a Reply-To that names a customer does not put a stranger into their conversation', async () => {
  const { lea } = await fresh()
  const id = await received({ messageId: '<fil@mail.test>' })
  const intruder = await received({
    from: 'Mallory <mallory@elsewhere.test>',
    headers: { 'Reply-To': 'anna@mail.test', References: '<fil@mail.test>' },
  })
  expect(intruder).not.toBe(id)
  expect(await thread(lea.call, id)).toHaveLength(1)
})

test('newsletter answers of different people never merge, though they quote one Message-ID', async () => {
  await fresh()
  const ids = []
  for (const name of ['anna', 'luc', 'ines'])
    ids.push(
      await received({ from: `${name}@mail.test`, headers: { 'In-Reply-To': '<newsletter@maison.test>' } }),
    )
  expect(new Set(ids).size).toBe(3)
})

test('REC-5: a card number is masked before it is stored, in mails, in notes and in tags', async () => {
  const { lea } = await fresh()
  const id = await received({ text: 'Ma carte est 4111 1111 1111 1111, cryptogramme 123.' })
  await lea.call('POST', `/conversations/${id}/messages`, {
    kind: 'note',
    text: 'Carte 4111-1111-1111-1111 à effacer',
  })
  const tagged = await lea.call('PATCH', `/conversations/${id}`, { tags: ['Carte 4111 1111 1111 1111'] })
  expect(tagged.body).toMatchObject({ tags: ['Carte •••• 1111'] })
  const messages = await thread(lea.call, id)
  expect(messages[0]!.text).toContain('•••• 1111')
  expect(messages[1]!.text).toContain('•••• 1111')
  const stored = await app.ground.db.system
    .selectFrom('messages')
    .select(['text', 'full_text'])
    .where('workspace_id', '=', workspace.id)
    .execute()
  expect(JSON.stringify(stored)).not.toContain('4111 1111')
  expect(JSON.stringify(stored)).not.toMatch(/cryptogramme 123/)
})

test('A10: a mention shows in the person’s view and lets an expert from outside the house see that conversation only', async () => {
  const { lea } = await fresh()
  const expert = await aMember(app, workspace, 'collaborator', { name: 'Rose Fleury' })
  const shared = await received()
  const other = await received({ from: 'luc@mail.test' })
  expect((await list(expert.call, 'view=all')).items).toEqual([])
  await lea.call('POST', `/conversations/${shared}/messages`, {
    kind: 'note',
    text: '@Rose peux-tu regarder ?',
    mentions: [expert.id],
  })
  expect((await list(expert.call, 'view=all')).items.map(row => row.id)).toEqual([shared])
  expect((await list(expert.call, 'view=mentions')).items.map(row => row.id)).toEqual([shared])
  expect((await expert.call('GET', `/conversations/${other}`)).status).toBe(404)
  expect(
    (
      await expert.call('POST', `/conversations/${shared}/messages`, {
        kind: 'note',
        text: 'Les pivoines sont fragiles.',
      })
    ).status,
  ).toBe(201)
  expect((await expert.call('POST', `/conversations/${shared}/messages`, { text: 'Bonjour' })).status).toBe(
    403,
  )
})

test('Q54: a partner’s adviser sees the conversations of their own teams and no other', async () => {
  const { lea } = await fresh()
  const team = await workspace.call<{ id: string }>('POST', '/teams', {
    name: 'Prestataire',
    kind: 'telephony',
    siteId: null,
    partnerId: null,
    calendarId: null,
    positions: 3,
  })
  const partner = await aMember(app, workspace, 'partner', { name: 'João Silva', teamIds: [team.body.id] })
  const theirs = await received()
  const ours = await received({ from: 'luc@mail.test' })
  await lea.call('PUT', `/conversations/${theirs}/assignment`, { memberId: null, teamId: team.body.id })
  expect((await list(partner.call, 'view=all')).items.map(row => row.id)).toEqual([theirs])
  expect((await partner.call('GET', `/conversations/${ours}`)).status).toBe(404)
  expect((await partner.call('GET', `/conversations/${ours}/messages`)).status).toBe(404)
  expect((await partner.call('POST', `/conversations/${ours}/closure`, {})).status).toBe(404)
})

test('a snoozed conversation comes back at its hour, and at once when the customer writes', async () => {
  const { lea } = await fresh()
  const timed = await received({ messageId: '<veille@mail.test>' })
  await lea.call('PUT', `/conversations/${timed}/snooze`, {
    until: new Date(now.getTime() + 3_600_000).toISOString(),
  })
  expect((await list(lea.call, 'view=snoozed')).items.map(row => row.id)).toEqual([timed])
  expect((await list(lea.call, 'view=unassigned')).items).toEqual([])
  now = new Date(now.getTime() + 3_601_000)
  await wakeDue(app.ground)
  expect((await conversation(lea.call, timed)).status).toBe('new')

  await lea.call('PUT', `/conversations/${timed}/snooze`, {
    until: new Date(now.getTime() + 3_600_000).toISOString(),
  })
  await received({ text: 'Alors ?', headers: { References: '<veille@mail.test>' } })
  expect((await conversation(lea.call, timed)).status).toBe('new')
})

test('a conversation put aside until the next message sleeps until then, after those that have a date', async () => {
  const { lea } = await fresh()
  const dateless = await received({ messageId: '<sans-date@mail.test>' })
  now = new Date(now.getTime() + 1000)
  const dated = await received({ from: 'luc@mail.test' })
  const put = (id: string, until: string | null) => lea.call('PUT', `/conversations/${id}/snooze`, { until })
  expect((await put(dateless, null)).body).toMatchObject({ status: 'snoozed', snoozedUntil: null })
  expect((await put(dateless, now.toISOString())).body).toMatchObject({ code: 'conversation.snooze_in_past' })
  await put(dated, new Date(now.getTime() + 86_400_000).toISOString())
  expect((await list(lea.call, 'view=snoozed')).items.map(row => row.id)).toEqual([dated, dateless])
  now = new Date(now.getTime() + 20 * 86_400_000)
  await wakeDue(app.ground)
  expect((await list(lea.call, 'view=snoozed')).items.map(row => row.id)).toEqual([dateless])
  await received({ text: 'Alors ?', headers: { References: '<sans-date@mail.test>' } })
  expect(await conversation(lea.call, dateless)).toMatchObject({ status: 'new', snoozedUntil: null })
})

test('mails of a blocked address are kept apart as spam, and come among the others once it is free', async () => {
  const { lea } = await fresh()
  const first = await received({ from: 'reclame@mail.test' })
  const spam = (id: string, isSpam: boolean, blockSender: boolean) =>
    lea.call('PUT', `/conversations/${id}/spam`, { isSpam, blockSender })
  const inSpam = async () => (await list(lea.call, 'view=spam')).items.map(row => row.id)
  await spam(first, true, true)
  const second = await received({ from: 'reclame@mail.test', subject: 'Encore' })
  expect((await inSpam()).toSorted()).toEqual([first, second].toSorted())
  expect((await list(lea.call, 'view=unassigned')).items).toEqual([])
  // Not spam alone leaves the address blocked.
  await spam(second, false, false)
  const third = await received({ from: 'reclame@mail.test', subject: 'Toujours' })
  expect(await inSpam()).toContain(third)
  await spam(third, false, true)
  const fourth = await received({ from: 'reclame@mail.test', subject: 'Enfin' })
  expect(await inSpam()).toEqual([first])
  expect((await list(lea.call, 'view=unassigned')).items.map(row => row.id)).toContain(fourth)
})

test('search finds words without accents, in both languages, with a typing mistake, newest first', async () => {
  const { lea } = await fresh()
  const older = await received({ from: 'a@mail.test', text: 'Les pivoines étaient fanées à la livraison.' })
  now = new Date(now.getTime() + 1000)
  const newer = await received({
    from: 'b@mail.test',
    text: 'Une pivoine cassée, je suis déçue par la livraison.',
  })
  const english = await received({
    from: 'c@mail.test',
    text: 'The delivered peonies were wilted, could you help me please?',
  })
  // Ids never go back, though this file's clock does.
  const [first] = await thread(lea.call, older)
  const [last] = await thread(lea.call, english)
  await sql`update vocabulary_progress set learnt_to = ${first!.id}`.execute(app.ground.db.system)
  now = new Date(timeOfId(last!.id) + 60_000)
  await learnWords(app.ground)
  const found = async (q: string) =>
    (await list(lea.call, `q=${encodeURIComponent(q)}`)).items.map(row => row.id)
  expect(await found('pivoine')).toEqual([newer, older])
  expect(await found('fanees')).toEqual([older])
  expect(await found('delivery peony')).toEqual([english])
  expect(await found('livrason')).toEqual([newer, older])
  expect(await found('tulipe')).toEqual([])
  const { number } = await conversation(lea.call, english)
  expect(await found(`#${number}`)).toEqual([english])
})

test('a rare word is looked up where it stands, whoever asks: the messages without it are not read', async () => {
  await fresh()
  const { id } = workspace
  const { db } = app.ground
  await sql`
    insert into message_search (workspace_id, message_id, conversation_id, tsv)
    select ${id}, overlay(first_id_at('2026-02-10Z')::text placing lpad(n::text, 12, '0') from 25)::uuid, gen_random_uuid(),
      array_to_tsvector(array['bonjour', 'merci', 'livraison', 'ref' || n])
    from generate_series(1, 20000) n`.execute(db.system)
  await sql`analyze message_search`.execute(db.system)
  const blocksReadFor = (question: string) =>
    db.readWorkspace(id, async tx => {
      const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>`
        explain (analyze, buffers, format json)
        select * from search_page(${sql.lit(question)}, false, null, null, 31)`.execute(tx)
      const { Plan } = rows[0]!['QUERY PLAN'][0]
      expect(Plan['Actual Rows']).toBe(1)
      return Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!
    })
  await blocksReadFor('ref3000 ') // the catalogue is read the first time
  expect(await blocksReadFor('ref4812 ')).toBeLessThan(150)
})

test('a page of a list continues where it stopped, however many are alike', async () => {
  const { lea } = await fresh()
  const ids = []
  for (let index = 0; index < 7; index++) ids.push(await received({ from: `p${index}@mail.test` }))
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await list(lea.call, `view=unassigned&limit=3${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.items.map(row => row.id))
    cursor = page.next ?? ''
  } while (cursor)
  expect(seen.toSorted()).toEqual(ids.toSorted())
  expect(new Set(seen).size).toBe(7)
})

test('a required reason is asked for at closure, in the language of the person', async () => {
  const { lea } = await fresh()
  await workspace.call('PATCH', '/workspace', { settings: { reasonRequiredAtClosure: true } })
  const id = await received()
  const refused = await lea.call('POST', `/conversations/${id}/closure`, {}, { 'accept-language': 'en' })
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({
    code: 'conversation.reason_required',
    title: 'Choose a contact reason before closing.',
  })
  const reasons = await lea.call<{ items: { id: string; parentId: string | null; value: string }[] }>(
    'GET',
    '/reasons',
  )
  const reason = reasons.body.items.find(item => item.parentId)!
  expect((await lea.call('POST', `/conversations/${id}/closure`, { reasonId: reason.id })).status).toBe(201)
})

test('D29 Q52: a new workspace has contact reasons on two levels, in both languages, each of high or low value', async () => {
  const { lea } = await fresh()
  const { items } = (
    await lea.call<{ items: { parentId: string | null; labelFr: string; labelEn: string; value: string }[] }>(
      'GET',
      '/reasons',
    )
  ).body
  expect(items.filter(item => item.parentId === null).map(item => item.labelEn)).toEqual(
    expect.arrayContaining(['Order', 'Delivery', 'After-sales', 'Before buying']),
  )
  const leaves = items.filter(item => item.parentId)
  expect(leaves.every(item => item.labelFr && item.labelEn)).toBe(true)
  expect(new Set(leaves.map(item => item.value))).toEqual(new Set(['high', 'low']))
})

test('the same POST with the same idempotency key does its work once; another body is refused', async () => {
  const { lea } = await fresh()
  const id = await received()
  const key = { 'idempotency-key': 'k-1' }
  const first = await lea.call(
    'POST',
    `/conversations/${id}/messages`,
    { kind: 'note', text: 'Une fois' },
    key,
  )
  const again = await lea.call(
    'POST',
    `/conversations/${id}/messages`,
    { kind: 'note', text: 'Une fois' },
    key,
  )
  expect(again.status).toBe(first.status)
  expect(again.body).toEqual(first.body)
  expect(await thread(lea.call, id)).toHaveLength(2)
  const other = await lea.call('POST', `/conversations/${id}/messages`, { kind: 'note', text: 'Autre' }, key)
  expect(other.status).toBe(422)
  expect(other.body.code).toBe('request.idempotency_key_reused')
})

test('a draft is kept for its writer, in its conversation, and goes when the message is sent', async () => {
  const { lea } = await fresh()
  const id = await received()
  const token = await app.ground.db.system
    .selectFrom('members')
    .select('id')
    .where('id', '=', lea.id)
    .executeTakeFirst()
  expect(token).toBeDefined()
  const kept = await lea.call('PUT', `/conversations/${id}/drafts/reply`, { body: { text: 'Bonj' } })
  // A personal API key is a program: drafts belong to people with a session.
  expect(kept.status).toBe(403)
})

test('nobody opens a conversation with one of our own addresses: it would answer itself', async () => {
  const { lea } = await fresh()
  const refused = await lea.call('POST', '/conversations', {
    to: { name: '', address: workspace.address.toUpperCase() },
    subject: 'À nous-mêmes',
    message: { direction: 'out', text: 'Bonjour' },
  })
  expect([refused.status, refused.body.code]).toEqual([422, 'conversation.own_address'])
})
