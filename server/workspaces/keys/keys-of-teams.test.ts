import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import type { Message } from '#contract/conversations.ts'
import type { ApiKey } from '#contract/workspaces.ts'
import { eventually } from '#server/platform/testing/feed.ts'
import {
  aMail,
  aPerson,
  aWorkspace,
  type Call,
  callerWith,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aScreen, listening } from '#server/testing/screens.ts'

/** Q27, SEC-5: a key of teams. What of each route is open to it, crossing.test.ts asks; here, what it makes of it. */

let app: TestApp
let workspace: TestWorkspace
let boss: TestMember
/** The team of the key, and another. */
let shop: string
let press: string
/** A key that is limited to the shop. */
let program: Call
let token: string

beforeAll(async () => {
  app = await testApp({ running: true })
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  boss = await aPerson(app, workspace, 'administrator')
  shop = await aTeam('Boutique')
  press = await aTeam('Presse')
  token = await aKeyOf([shop])
  program = callerWith(app, { authorization: `Bearer ${token}` })
})

async function aTeam(name: string): Promise<string> {
  const made = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null },
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}

const wanted = {
  name: 'Caisse du magasin',
  scopes: ['conversations:read', 'conversations:write', 'contacts:read', 'events:read', 'settings:read'],
}

async function aKeyOf(teamIds: string[]): Promise<string> {
  const made = await boss.call<{ token: string }>('POST', '/api/v1/api-keys', { ...wanted, teamIds })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.token
}

interface Thread {
  conversation: string
  message: string
  number: number
  contact: string
}

interface Arrived {
  conversationId: string
  messageId: string
}
interface Row {
  number: number
  contact: { id: string }
  team: { id: string }
}
interface Listed<Item> {
  items: Item[]
}

/** A mail of somebody, in a conversation of a team. */
async function aThread(teamId: string, word: string): Promise<Thread> {
  const mail = aMail({
    from: `Camille ${word} <camille-${randomUUID()}@mail.test>`,
    ...{ to: workspace.address, subject: `Au sujet de ${word}`, text: `Je vous parle de ${word}.` },
  })
  const arrived = await workspace.call<Arrived>('POST', `/channels/${workspace.channelId}/raw`, mail)
  expect(arrived.status, JSON.stringify(arrived.body)).toBe(201)
  const { conversationId, messageId } = arrived.body
  const moved = await workspace.call<Row>('PATCH', `/conversations/${conversationId}`, { teamId })
  expect(moved.status, JSON.stringify(moved.body)).toBe(200)
  return {
    ...{ conversation: conversationId, message: messageId },
    ...{ number: moved.body.number, contact: moved.body.contact.id },
  }
}

const idsOf = (answer: { status: number; body: unknown }) => {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return (answer.body as { items: { id: string }[] }).items.map(({ id }) => id)
}

test('Q27: a key is limited when it is made, shown with its teams, and its limit is in the journal', async () => {
  const made = await boss.call('POST', '/api/v1/api-keys', { ...wanted, teamIds: [shop, press, shop] })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ role: 'adviser', teamIds: [shop, press] })
  const listed = await boss.call<Listed<ApiKey>>('GET', '/api/v1/api-keys')
  expect(listed.body.items.find(({ id }) => id === made.body.id)?.teamIds).toEqual([shop, press])
  const journal = await boss.call<Listed<unknown>>('GET', `/audit?subjectId=${made.body.id}`)
  expect(journal.body.items[0]).toMatchObject({
    type: 'api_key.created',
    data: { teamIds: [shop, press] },
  })
  const free = await boss.call('POST', '/api/v1/api-keys', wanted)
  expect(free.body.teamIds).toBeNull()
})

test('an empty list, a team of others and a role above the teams are refused: none of them becomes a key of everything', async () => {
  const keys = async () => (await boss.call<Listed<ApiKey>>('GET', '/api/v1/api-keys')).body.items.length
  const before = await keys()
  const elsewhere = await aWorkspace(app)
  for (const [more, status, code] of [
    [{ teamIds: [] }, 422, 'request.invalid'],
    [{ teamIds: [elsewhere.teamId] }, 404, 'request.not_found'],
    [{ teamIds: [shop], role: 'supervisor' }, 422, 'api_key.teams_of_advisers'],
    [{ teamIds: [shop], role: 'administrator' }, 422, 'api_key.teams_of_advisers'],
  ] as const) {
    const refused = await boss.call('POST', '/api/v1/api-keys', { ...wanted, ...more })
    expect([refused.status, refused.body.code]).toEqual([status, code])
  }
  expect(await keys()).toBe(before)
})

test('SEC-5: every way of reading gives the conversations of its team and no others', async () => {
  const ours = await aThread(shop, 'camélia')
  const theirs = await aThread(press, 'hortensia')
  expect(idsOf(await program('GET', '/conversations'))).toEqual([ours.conversation])
  expect(idsOf(await program('GET', '/conversations?view=team'))).toEqual([ours.conversation])
  expect(idsOf(await program('GET', `/conversations?team=${press}`))).toEqual([])
  expect(idsOf(await program('GET', '/conversations?q=hortensia'))).toEqual([])
  expect(idsOf(await program('GET', '/conversations?q=camélia'))).toEqual([ours.conversation])
  expect(idsOf(await program('GET', `/conversations?q=%23${theirs.number}`))).toEqual([])
  const since = new Date(Date.now() - 3_600_000).toISOString()
  expect(idsOf(await program('GET', `/conversations?updatedSince=${since}`))).toEqual([ours.conversation])
  const counts = (await program('GET', '/views')).body.items as { view: string; count: number }[]
  expect(counts.find(({ view }) => view === 'unassigned')?.count).toBe(1)
  expect(idsOf(await program('GET', '/contacts'))).toEqual([ours.contact])
  expect(idsOf(await program('GET', '/contacts?q=hortensia'))).toEqual([])
  expect(idsOf(await program('GET', '/teams'))).toEqual([shop])
  for (const [path, own] of [
    [`/conversations/${theirs.conversation}`, `/conversations/${ours.conversation}`],
    [`/conversation-numbers/${theirs.number}`, `/conversation-numbers/${ours.number}`],
    [`/conversations/${theirs.conversation}/messages`, `/conversations/${ours.conversation}/messages`],
    [`/contacts/${theirs.contact}`, `/contacts/${ours.contact}`],
    [`/contacts/${theirs.contact}/timeline`, `/contacts/${ours.contact}/timeline`],
  ] as const) {
    expect((await program('GET', own)).status, own).toBe(200)
    const refused = await program('GET', path)
    expect([refused.status, refused.body.code], path).toEqual([404, 'request.not_found'])
  }
})

test('it sees its customers whole, as an adviser does: no field is hidden, unlike at a partner', async () => {
  const { contact, conversation } = await aThread(shop, 'camélia')
  const card = (await program<Contact>('GET', `/contacts/${contact}`)).body
  expect(card.identities[0]?.value).toMatch(/@mail\.test$/)
  const path = `/conversations/${conversation}/messages`
  const [message] = (await program<Listed<Message>>('GET', path)).body.items
  expect(message?.from.address).toMatch(/@mail\.test$/)
})

test('it answers and opens in its team, and nowhere else; what concerns the whole workspace is refused', async () => {
  const ours = await aThread(shop, 'camélia')
  const theirs = await aThread(press, 'hortensia')
  const text = { text: 'Bonjour' }
  expect((await program('POST', `/conversations/${ours.conversation}/messages`, text)).status).toBe(201)
  const elsewhere = await program('POST', `/conversations/${theirs.conversation}/messages`, text)
  expect(elsewhere.status).toBe(404)
  const opened = await program<Row>('POST', '/conversations', {
    ...{ contactId: ours.contact, subject: 'Suite', message: { direction: 'in', text: 'Elle a rappelé.' } },
  })
  expect(opened.status, JSON.stringify(opened.body)).toBe(201)
  expect(opened.body.team.id).toBe(shop)
  const there = await program('POST', '/conversations', {
    ...{ contactId: ours.contact, teamId: press, message: { direction: 'in', text: 'Bonjour' } },
  })
  expect(there.status).toBe(404)
  const stranger = await program('POST', '/conversations', {
    ...{ contactId: theirs.contact, message: { direction: 'in', text: 'Bonjour' } },
  })
  expect(stranger.status).toBe(404)
  for (const [method, path, body] of [
    ['PATCH', `/contacts/${ours.contact}`, { firstName: 'X' }],
    ['GET', '/recoveries', undefined],
  ] as const) {
    const refused = await program(method, path, body)
    expect([refused.status, refused.body.code], path).toEqual([403, 'request.teams_only'])
  }
})

test('a conversation that leaves its team is gone at once, and events of others never come', async () => {
  const ours = await aThread(shop, 'camélia')
  const theirs = await aThread(press, 'hortensia')
  const told = (await program('GET', '/events?after=0')).body.items as { conversationId: string | null }[]
  expect(told.some(({ conversationId }) => conversationId === ours.conversation)).toBe(true)
  expect(JSON.stringify(told)).not.toContain(theirs.conversation)
  expect(JSON.stringify(told)).not.toContain(theirs.contact)
  await workspace.call('PATCH', `/conversations/${ours.conversation}`, { teamId: press })
  expect((await program('GET', `/conversations/${ours.conversation}`)).status).toBe(404)
  const message = `/conversations/${ours.conversation}/messages`
  expect((await program('POST', message, { text: 'Bonjour' })).status).toBe(404)
})

test('live, it hears of its team and not of another', async () => {
  const ours = await aThread(shop, 'camélia')
  const theirs = await aThread(press, 'hortensia')
  const screen = await aScreen(await listening(app), workspace.slug, { authorization: `Bearer ${token}` })
  const { refused } = await screen.subscribe({
    conversations: [ours.conversation, theirs.conversation],
    lists: ['all'],
  })
  expect(refused).toContain(theirs.conversation)
  await workspace.call('POST', `/conversations/${theirs.conversation}/messages`, {
    kind: 'note',
    text: 'Non',
  })
  await workspace.call('POST', `/conversations/${ours.conversation}/messages`, { kind: 'note', text: 'Oui' })
  await eventually('an event of the team', async () =>
    screen.events.some(event => event.conversationId === ours.conversation),
  )
  expect(screen.events.filter(event => event.conversationId !== ours.conversation)).toEqual([])
  screen.close()
})
