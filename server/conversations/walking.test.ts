import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WalkedMessage } from '#contract/conversations.ts'
import {
  aKey,
  aMail,
  aMember,
  aWorkspace,
  type Call,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

/** Q27: a program that keeps a copy of messages walks them by their last change, and learns what became of each. */

let app: TestApp
let workspace: TestWorkspace
beforeAll(async () => {
  app = await testApp({ running: true })
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
})

interface Arrived {
  conversationId: string
  messageId: string
}
interface Page {
  items: WalkedMessage[]
  next: string | null
}

async function arrived(text: string): Promise<Arrived> {
  const mail = aMail({ from: `Anna <${randomUUID()}@mail.test>`, to: workspace.address, text })
  const { status, body } = await workspace.call<Arrived>('POST', `/channels/${workspace.channelId}/raw`, mail)
  expect(status, JSON.stringify(body)).toBe(201)
  return body
}

/** Every page of the walk, as a program asks for them. */
async function walk({
  call = workspace.call as Call,
  limit = 100,
  since = '',
} = {}): Promise<WalkedMessage[]> {
  const all: WalkedMessage[] = []
  const asked = since && `&updatedSince=${since}`
  for (let next: string | null = ''; next !== null; ) {
    const path: string = `/messages?limit=${limit}${asked}${next && `&cursor=${next}`}`
    const { status, body } = await call<Page>('GET', path)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.items.length).toBeLessThanOrEqual(limit)
    all.push(...body.items)
    next = body.next
  }
  return all
}

/** So many messages of one and the same instant. */
async function ofOneInstant({ messageId }: Arrived, count: number, updated_at: Date): Promise<string[]> {
  const { db, newId } = app.ground
  const row = await db.system
    .selectFrom('messages')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', messageId)
    .executeTakeFirstOrThrow()
  const json = { to_addresses: '[]', cc_addresses: '[]', bcc_addresses: '[]', auth: null, metadata: '{}' }
  const copies = Array.from({ length: count }, () => ({ ...row, ...json, id: newId(), updated_at }))
  await db.system.insertInto('messages').values(copies.toReversed()).execute()
  return copies.map(({ id }) => id)
}

const idsOf = (messages: { id: string }[]) => messages.map(({ id }) => id)

test('Q27: of those that share an instant none is missed and none comes twice, in pages of any size', async () => {
  const first = await arrived('Bonjour')
  const ids = await ofOneInstant(first, 11, new Date('2020-03-01T10:00:00.123Z'))
  // A microsecond apart: less than a moment of JavaScript can say.
  await app.ground.db.pools.system.query(
    `insert into messages select (jsonb_populate_record(x, jsonb_build_object('id', $1::text,
      'updated_at', '2020-03-01T10:00:00.123001Z'))).* from messages x where workspace_id = $2 and id = $3`,
    [app.ground.newId(), workspace.id, first.messageId],
  )
  const whole = await walk()
  expect(idsOf(whole).slice(0, 11)).toEqual(ids.toSorted())
  expect(new Set(idsOf(whole)).size).toBe(whole.length)
  for (const limit of [1, 2, 5, 12, 13]) expect(idsOf(await walk({ limit }))).toEqual(idsOf(whole))
  const since = '2020-03-01T10:00:00.123Z'
  expect(idsOf(await walk({ limit: 3, since }))).toEqual(idsOf(whole))
  expect(idsOf(await walk({ since: '2020-03-01T10:00:00.124Z' }))).toEqual([first.messageId])
})

test('what changes a message brings it again, at the end: taken back, redacted, given to another conversation', async () => {
  const { conversationId, messageId } = await arrived('Mon code est capucine-88, voici.')
  const thread = `/conversations/${conversationId}`
  const reply = await workspace.call<{ id: string }>('POST', `${thread}/messages`, { text: 'Merci.' })
  expect(reply.status, JSON.stringify(reply.body)).toBe(201)
  const before = await walk()
  expect(before.map(({ state }) => state)).toEqual(['whole', 'whole'])
  const last = async () => (await walk({ since: before.at(-1)!.updatedAt })).at(-1)

  const taken = await workspace.call('POST', `${thread}/messages/${reply.body.id}/cancellation`)
  expect(taken.status, JSON.stringify(taken.body)).toBe(200)
  expect(await last()).toMatchObject({ id: reply.body.id, state: 'taken_back' })

  const redacted = await workspace.call('POST', `${thread}/messages/${messageId}/redactions`, {
    ...{ words: 'capucine-88', reason: 'Un code', confirmed: true },
  })
  expect(redacted.status, JSON.stringify(redacted.body)).toBe(201)
  const now = await last()
  expect(now).toMatchObject({ id: messageId, state: 'redacted' })
  expect(now?.redactions).toHaveLength(1)
  expect(JSON.stringify(await walk())).not.toContain('capucine-88')

  const again = await workspace.call<{ id: string }>('POST', `${thread}/messages`, { text: 'Bien reçu.' })
  await app.ground.db.system
    .updateTable('messages')
    .set({ delivery_status: 'sent' })
    .where('id', '=', again.body.id)
    .execute()
  expect(await last()).toMatchObject({ id: again.body.id, deliveryStatus: 'sent', state: 'whole' })
  const split = await workspace.call<{ id: string }>('POST', `${thread}/splits`, { messageIds: [messageId] })
  expect(split.status, JSON.stringify(split.body)).toBe(201)
  expect(await last()).toMatchObject({ id: messageId, conversationId: split.body.id, state: 'redacted' })
})

test('DAT-6: those of an erased person stay in the walk, emptied and said to be', async () => {
  const { conversationId, messageId } = await arrived('Je m’appelle Anna et j’habite rue des Lilas.')
  const { contact } = (
    await workspace.call<{ contact: { id: string } }>('GET', `/conversations/${conversationId}`)
  ).body
  const seen = (await walk()).at(-1)!
  const erased = await workspace.call('POST', `/contacts/${contact.id}/erasure`, { typed: 'effacer' })
  expect(erased.status, JSON.stringify(erased.body)).toBe(200)
  const again = await walk({ since: new Date(Date.parse(seen.updatedAt) + 1).toISOString() })
  expect(again.map(({ id, state, text }) => ({ id, state, text }))).toEqual([
    { id: messageId, state: 'emptied', text: '' },
  ])
})

test('SEC-5: each key walks what it may see: its teams, without the archive and without hidden copies', async () => {
  const { conversationId, messageId } = await arrived('Bonjour')
  const { messageId: archived, conversationId: inArchive } = await arrived('Bonjour')
  const team = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{
      name: 'Boutique',
      kind: 'digital',
      siteId: null,
      partnerId: null,
      calendarId: null,
      positions: null,
    },
  })
  const { id: teamId } = team.body
  await workspace.call('PATCH', `/conversations/${conversationId}`, { teamId })
  await workspace.call('PATCH', `/conversations/${inArchive}`, { teamId })
  const { messageId: elsewhere } = await arrived('Bonjour')
  await app.ground.db.system
    .updateTable('conversations')
    .set({ archived_at: new Date() })
    .where('id', '=', inArchive)
    .execute()
  expect(idsOf(await walk())).toEqual([messageId, archived, elsewhere])
  const adviser = await aKey(app, workspace.id, { role: 'adviser' })
  expect(idsOf(await walk({ call: adviser }))).toEqual([messageId, elsewhere])
  const program = await aKey(app, workspace.id, { role: 'adviser', teamIds: [teamId] })
  expect(idsOf(await walk({ call: program, limit: 1 }))).toEqual([messageId])
  const partner = await aMember(app, workspace, 'partner', { teamIds: [teamId], visibleFields: [] })
  const veiled = await walk({ call: partner.call })
  expect(idsOf(veiled)).toEqual([messageId])
  expect(JSON.stringify(veiled)).not.toContain('@mail.test')
  const collaborator = await aMember(app, workspace, 'collaborator')
  expect(await walk({ call: collaborator.call })).toEqual([])
})

test('a cursor of another list is refused, and each page leaves its line in the access log (DAT-13)', async () => {
  await arrived('Bonjour')
  const forged = Buffer.from(JSON.stringify(['2026-03-01', randomUUID()])).toString('base64url')
  expect((await workspace.call('GET', `/messages?cursor=${forged}`)).status).toBe(422)
  expect((await workspace.call('GET', '/messages?updatedSince=hier')).status).toBe(422)
  await walk()
  const journal = await workspace.call<{ items: { type: string; subject: { kind: string } }[] }>(
    'GET',
    '/audit?kind=access',
  )
  expect(journal.body.items.map(({ type }) => type)).toContain('access.export')
})
