import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './platform/testing/feed.ts'
import {
  aMember,
  aWorkspace,
  callerWith,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from './testing/app.ts'
import { aScreen, aSocket, cookieOf, keyOf, listening, refusalOf, type Screen } from './testing/screens.ts'

let app: TestApp
let url: string
beforeAll(async () => {
  app = await testApp()
  url = await listening(app)
})
afterAll(() => app.close())

const screens: Screen[] = []
async function screenOf(workspace: TestWorkspace, who: TestMember): Promise<Screen> {
  const screen = await aScreen(url, workspace.slug, { cookie: await cookieOf(app, workspace, who) })
  screens.push(screen)
  return screen
}
afterAll(() => {
  for (const screen of screens) screen.close()
})

/** A conversation that an administrator opened for a new contact. */
async function aConversation(
  workspace: TestWorkspace,
  { teamId }: { teamId?: string } = {},
): Promise<string> {
  const { body, status } = await workspace.call('POST', '/conversations', {
    to: { name: 'Anna', address: `${crypto.randomUUID()}@mail.test` },
    channelId: workspace.channelId,
    subject: 'Bouquet',
    ...(teamId && { teamId }),
    message: { text: 'Bonjour' },
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return (body as { id: string }).id
}

async function aTeam(workspace: TestWorkspace, name: string): Promise<string> {
  const { body, status } = await workspace.call('POST', '/teams', {
    name,
    kind: 'digital',
    siteId: null,
    partnerId: null,
    calendarId: null,
    positions: null,
    memberIds: [],
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return (body as { id: string }).id
}

const note = (workspace: TestWorkspace, id: string) =>
  workspace.call('POST', `/conversations/${id}/messages`, { kind: 'note', text: 'Vu.' })

/** Waits until a screen heard an event of a conversation, and gives what it heard of it. */
async function heard(screen: Screen, type: string, conversationId: string) {
  const found = () =>
    screen.events.find(event => event.type === type && event.conversationId === conversationId)
  await eventually(`${type} is heard`, () => found() !== undefined, 5000)
  return found()!
}

test('SEC-6: a page of another site is refused before anything is upgraded, with the right cookie too', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const cookie = await cookieOf(app, workspace, anna)
  expect(await refusalOf(url, workspace.slug, { cookie })).toBeUndefined()
  expect(await refusalOf(url, workspace.slug, { cookie, origin: url })).toBeUndefined()
  expect(await refusalOf(url, workspace.slug, { cookie, origin: 'http://127.0.0.1:4400' })).toBeUndefined()
  for (const origin of ['https://evil.test', 'null', 'http://127.0.0.1:9', 'file://', `${url}.evil.test`])
    expect(await refusalOf(url, workspace.slug, { cookie, origin }), origin).toBe('origin')
  await expect(aScreen(url, workspace.slug, { cookie, origin: 'https://evil.test' })).rejects.toThrow(
    'websocket',
  )
})

test('SEC-6: nobody without a session, with a forged one, or in a workspace that is not theirs', async () => {
  const [workspace, other] = [await aWorkspace(app), await aWorkspace(app)]
  const anna = await aMember(app, workspace, 'adviser')
  const cookie = await cookieOf(app, workspace, anna)
  expect(await refusalOf(url, workspace.slug, {})).toBe('sign_in')
  expect(await refusalOf(url, workspace.slug, { cookie: `${cookie.slice(0, -4)}AAAA` })).toBe('sign_in')
  expect(await refusalOf(url, other.slug, { cookie })).toBe('sign_in')
  expect(await refusalOf(url, `${workspace.slug}&workspace=${workspace.slug}`, { cookie })).toBeUndefined()
  await expect(aScreen(url, workspace.slug, {})).rejects.toThrow('websocket')
})

test('a key listens too, if it may read events', async () => {
  const workspace = await aWorkspace(app)
  const reads = await keyOf(app, workspace, { role: 'supervisor' })
  const blind = await keyOf(app, workspace, { role: 'supervisor' }, ['contacts:read'])
  expect(await refusalOf(url, '', { authorization: reads.authorization })).toBeUndefined()
  expect(await refusalOf(url, '', { authorization: blind.authorization })).toBe('scope')
})

test('a screen hears what it shows, once however many of its lists show it, and nothing else', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  const luc = await aMember(app, workspace, 'adviser')
  const here = await aConversation(workspace, { teamId: workspace.teamId })
  const there = await aConversation(workspace)
  const everything = { conversations: [here], lists: ['mine', 'unassigned', 'team', 'all'] as const }
  const [one, two, three] = [
    await screenOf(workspace, anna),
    await screenOf(workspace, anna),
    await screenOf(workspace, luc),
  ]
  for (const screen of [one, two]) await screen.subscribe({ ...everything, lists: [...everything.lists] })
  await three.subscribe({ conversations: [there] })

  for (const memberId of [anna.id, null, luc.id])
    await workspace.call('PUT', `/conversations/${here}/assignment`, { memberId })
  await note(workspace, here)
  await note(workspace, there)
  for (const screen of [one, two]) {
    await heard(screen, 'message.noted', there)
    const numbers = screen.events.map(({ seq }) => seq)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(screen.events.filter(({ type }) => type === 'conversation.assigned')).toHaveLength(3)
  }
  await heard(three, 'message.noted', there)
  expect(three.events.every(({ conversationId }) => conversationId === there)).toBe(true)
})

test('a screen that leaves a thread hears it no more', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const [first, second] = [await aConversation(workspace), await aConversation(workspace)]
  const screen = await screenOf(workspace, anna)
  await screen.subscribe({ conversations: [first] })
  await screen.subscribe({ conversations: [second] })
  await note(workspace, first)
  await note(workspace, second)
  await heard(screen, 'message.noted', second)
  expect(screen.events.map(({ conversationId }) => conversationId)).toEqual([second])
})

test('another workspace’s conversation is refused, and nothing of it is heard', async () => {
  const [workspace, other] = [await aWorkspace(app), await aWorkspace(app)]
  const anna = await aMember(app, workspace, 'administrator')
  const theirs = await aConversation(other)
  const screen = await screenOf(workspace, anna)
  const { refused } = await screen.subscribe({ conversations: [theirs], lists: ['all', 'unassigned'] })
  expect(refused).toEqual([theirs])
  await note(other, theirs)
  await other.call('POST', '/tags', { name: 'Urgent' })
  const ours = await aConversation(workspace)
  await heard(screen, 'conversation.opened', ours)
  expect(screen.events.every(({ conversationId }) => conversationId === ours)).toBe(true)
})

test('A10: a collaborator hears a conversation while it is shared with them, and learns when it is taken back', async () => {
  const workspace = await aWorkspace(app)
  const expert = await aMember(app, workspace, 'collaborator', { name: 'Paul Expert' })
  const [shared, hidden] = [await aConversation(workspace), await aConversation(workspace)]
  const screen = await screenOf(workspace, expert)
  const subscribe = () =>
    screen.subscribe({ conversations: [shared, hidden], lists: ['mine', 'all', 'unassigned', 'recoveries'] })
  expect((await subscribe()).refused.toSorted()).toEqual([shared, hidden, 'recoveries'].toSorted())

  await workspace.call('PUT', `/conversations/${shared}/shares/${expert.id}`)
  await heard(screen, 'conversation.shared', shared)
  expect((await subscribe()).refused.toSorted()).toEqual([hidden, 'recoveries'].toSorted())
  await note(workspace, shared)
  await note(workspace, hidden)
  await heard(screen, 'message.noted', shared)

  await workspace.call('DELETE', `/conversations/${shared}/shares/${expert.id}`)
  const taken = await heard(screen, 'conversation.unshared', shared)
  expect(taken).toMatchObject({ contactId: null, data: { memberId: expert.id } })
  const before = screen.events.length
  await note(workspace, shared)
  await workspace.call('PUT', `/conversations/${hidden}/shares/${expert.id}`)
  await heard(screen, 'conversation.shared', hidden)
  expect(screen.events.slice(before).map(({ conversationId }) => conversationId)).toEqual([hidden])
  expect(
    screen.events.some(({ type, conversationId }) => type === 'message.noted' && conversationId === hidden),
  ).toBe(false)
})

test('A10: a collaborator mentioned in a note hears that note, which shows them the conversation', async () => {
  const workspace = await aWorkspace(app)
  const expert = await aMember(app, workspace, 'collaborator', { name: 'Paul Expert' })
  const conversationId = await aConversation(workspace)
  const screen = await screenOf(workspace, expert)
  await screen.subscribe({ lists: ['mine', 'all'] })
  await note(workspace, conversationId)
  const { body } = await workspace.call<{ last: number }>('GET', '/events')
  // Passed them by, and that it is none of theirs is remembered until something changes.
  await eventually(
    'it is past',
    async () => (await screen.subscribe({ lists: ['mine', 'all'] })).seq >= body.last,
  )
  const { status } = await workspace.call('POST', `/conversations/${conversationId}/messages`, {
    kind: 'note',
    text: 'Une idée ?',
    mentions: [expert.id],
  })
  expect(status).toBe(201)
  await heard(screen, 'message.noted', conversationId)
  expect(screen.events.filter(({ type }) => type === 'message.noted')).toHaveLength(1)
})

test('a partner adviser hears the conversations of their teams, and no more once one goes elsewhere', async () => {
  const workspace = await aWorkspace(app)
  const theirs = await aTeam(workspace, 'Prestataire')
  const adviser = await aMember(app, workspace, 'partner', { teamIds: [theirs] })
  const [mine, other] = [await aConversation(workspace, { teamId: theirs }), await aConversation(workspace)]
  const screen = await screenOf(workspace, adviser)
  expect(
    await screen.subscribe({ conversations: [mine, other], lists: ['team', 'all', 'mine'] }),
  ).toMatchObject({
    refused: [other],
  })
  await note(workspace, other)
  await note(workspace, mine)
  await heard(screen, 'message.noted', mine)

  await workspace.call('PATCH', `/conversations/${mine}`, { teamId: workspace.teamId })
  const moved = await heard(screen, 'conversation.updated', mine)
  expect(moved.data).toEqual({})
  await note(workspace, mine)
  await workspace.call('PATCH', `/conversations/${other}`, { teamId: theirs })
  await heard(screen, 'conversation.updated', other)
  expect(screen.events.filter(({ type }) => type === 'message.noted')).toHaveLength(1)
})

test('SEC-6: somebody deactivated is disconnected at once, from every screen, and cannot come back', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const luc = await aMember(app, workspace, 'adviser')
  const [one, two, his] = [
    await screenOf(workspace, anna),
    await screenOf(workspace, anna),
    await screenOf(workspace, luc),
  ]
  await Promise.all([one, two, his].map(screen => screen.subscribe({ lists: ['all'] })))
  const started = Date.now()
  const { status } = await workspace.call('POST', `/members/${anna.id}/deactivation`)
  expect(status).toBeLessThan(300)
  expect(await Promise.all([one.ended, two.ended])).toEqual(['io server disconnect', 'io server disconnect'])
  expect(Date.now() - started).toBeLessThan(1500)
  expect(await refusalOf(url, workspace.slug, { cookie: await cookieOf(app, workspace, anna) })).toBe(
    'sign_in',
  )
  expect(his.socket.connected).toBe(true)
})

test('SEC-6: whoever changes role comes back with the new one', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'supervisor')
  const conversationId = await aConversation(workspace)
  const cookie = await cookieOf(app, workspace, anna)
  const screen = await aScreen(url, workspace.slug, { cookie }, { reconnection: true, reconnectionDelay: 20 })
  screens.push(screen)
  await screen.subscribe({ lists: ['all'] })
  const updated = await workspace.call('PATCH', `/members/${anna.id}`, { role: 'collaborator' })
  expect(updated.status, JSON.stringify(updated.body)).toBe(200)
  expect(await screen.ended).toBe('transport close')
  await eventually('the screen is back', () => screen.socket.connected)
  expect((await screen.subscribe({ conversations: [conversationId], lists: ['all'] })).refused).toEqual([
    conversationId,
  ])
  const count = screen.events.length
  await note(workspace, conversationId)
  await workspace.call('PUT', `/conversations/${conversationId}/shares/${anna.id}`)
  await heard(screen, 'conversation.shared', conversationId)
  expect(screen.events).toHaveLength(count + 1)
})

test('SEC-6: a revoked key is disconnected at once', async () => {
  const workspace = await aWorkspace(app)
  const administrator = await aMember(app, workspace, 'administrator')
  const cookie = await cookieOf(app, workspace, administrator)
  const key = await keyOf(app, workspace, { role: 'adviser' })
  const screen = await aScreen(url, '', { authorization: key.authorization })
  await screen.subscribe({ lists: ['all'] })
  const call = callerWith(app, {
    cookie,
    origin: url,
    host: new URL(url).host,
    'boucle-workspace': workspace.slug,
  })
  const { status, body } = await call('DELETE', `/api/v1/api-keys/${key.id}`)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(await screen.ended).toBe('io server disconnect')
})

test('E48: the others see who looks and who types, until the screen goes', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser', { name: 'Anna Roy' })
  const luc = await aMember(app, workspace, 'adviser', { name: 'Luc Petit' })
  const conversationId = await aConversation(workspace)
  const [hers, his] = [await screenOf(workspace, anna), await screenOf(workspace, luc)]
  await his.subscribe({ conversations: [conversationId] })
  const people = () => his.lookings.at(-1)?.people
  hers.socket.emit('look', { conversationId, typing: false })
  await eventually('Luc sees Anna', () => people()?.length === 1)
  expect(people()).toEqual([{ memberId: anna.id, name: 'Anna Roy', typing: false }])
  hers.socket.emit('look', { conversationId, typing: true })
  await eventually('Luc sees her type', () => people()?.[0]?.typing === true)

  const late = await screenOf(workspace, luc)
  await late.subscribe({ conversations: [conversationId] })
  await eventually('who comes later sees it too', () => late.lookings.length === 1)
  hers.close()
  await eventually('she is gone', () => people()?.length === 0)
})

test('who may not see a conversation is not seen looking at it, and does not see who looks', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const expert = await aMember(app, workspace, 'collaborator')
  const conversationId = await aConversation(workspace)
  const [hers, theirs] = [await screenOf(workspace, anna), await screenOf(workspace, expert)]
  await hers.subscribe({ conversations: [conversationId] })
  await theirs.subscribe({ conversations: [conversationId] })
  theirs.socket.emit('look', { conversationId, typing: true })
  await pause(100)
  hers.socket.emit('look', { conversationId, typing: false })
  await eventually('Anna sees herself', () => hers.lookings.length > 0)
  expect(hers.lookings.flatMap(({ people }) => people.map(({ memberId }) => memberId))).toEqual([anna.id])
  expect(theirs.lookings).toEqual([])
})

test('who is connected shows, however many screens they have', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const present = async () => {
    const { body } = await workspace.call<{ items: { memberId: string }[] }>('GET', '/presence')
    return body.items.map(({ memberId }) => memberId)
  }
  const [one, two] = [await screenOf(workspace, anna), await screenOf(workspace, anna)]
  expect(await present()).toEqual([anna.id])
  one.close()
  await pause(50)
  expect(await present()).toEqual([anna.id])
  two.close()
  await eventually('she is gone', async () => (await present()).length === 0)
})

test('nonsense from a screen is left unanswered and harms nobody', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const screen = await screenOf(workspace, anna)
  const socket = screen.socket as unknown as { emit(name: string, ...args: unknown[]): void }
  for (const nonsense of [undefined, null, 7, {}, { conversations: ['x'], contacts: [], lists: [] }]) {
    socket.emit('subscribe', nonsense, () => {})
    socket.emit('subscribe', nonsense)
    socket.emit('look', nonsense)
  }
  socket.emit('subscribe', { conversations: [], contacts: [], lists: [] })
  expect(await screen.subscribe({ lists: ['all'] })).toMatchObject({ refused: [] })
})

test('GET /events: everything after a number for people inside, only theirs for the others, and the last number for all', async () => {
  const workspace = await aWorkspace(app)
  const team = await aTeam(workspace, 'Prestataire')
  const adviser = await aMember(app, workspace, 'adviser')
  const partner = await aMember(app, workspace, 'partner', { teamIds: [team] })
  const expert = await aMember(app, workspace, 'collaborator')
  const start = await events(adviser, '')
  expect(start).toMatchObject({ items: [], more: false })
  const theirs = await aConversation(workspace, { teamId: team })
  const shared = await aConversation(workspace)
  await workspace.call('PUT', `/conversations/${shared}/shares/${expert.id}`)
  await note(workspace, theirs)

  const all = await events(adviser, `?after=${start.last}`)
  expect(all.items.map(({ seq }) => seq)).toEqual(
    Array.from({ length: all.last - start.last }, (_, n) => start.last + n + 1),
  )
  expect(all.more).toBe(false)
  for (const [who, id] of [
    [partner, theirs],
    [expert, shared],
  ] as const) {
    const some = await events(who, `?after=${start.last}`)
    expect(some.last).toBe(all.last)
    expect(some.items.map(({ seq }) => seq)).toEqual(
      all.items.filter(({ conversationId }) => conversationId === id).map(({ seq }) => seq),
    )
    expect(some.items.length).toBeGreaterThan(1)
  }
  expect((await events(adviser, `?after=${all.last}`)).items).toEqual([])
  expect((await adviser.call('GET', `/events?after=${all.last + 10}`)).status).toBe(409)

  const thread = await events(adviser, `?after=0&conversation=${theirs}`)
  expect(new Set(thread.items.map(({ conversationId }) => conversationId))).toEqual(new Set([theirs]))
  expect(thread.items.at(-1)!.type).toBe('message.noted')
  expect(thread).toMatchObject({ last: all.last, more: false })
  expect(await numbers(adviser, 0, `&conversation=${theirs}`)).toEqual(thread.items.map(({ seq }) => seq))
  expect((await events(expert, `?after=0&conversation=${theirs}`)).items).toEqual([])

  expect(await numbers(partner, start.last)).toEqual(
    (await events(partner, `?after=${start.last}`)).items.map(({ seq }) => seq),
  )

  /** Read one event a page. */
  async function numbers(who: TestMember, from: number, only = ''): Promise<number[]> {
    const read: number[] = []
    for (let place = from; ; ) {
      const page = await events(who, `?after=${place}&limit=1${only}`)
      read.push(...page.items.map(({ seq }) => seq))
      if (!page.more || page.items.length === 0) return read
      place = page.items.at(-1)!.seq
    }
  }

  async function events(who: TestMember, query: string) {
    const { status, body } = await who.call<{
      items: { seq: number; type: string; conversationId: string | null }[]
      last: number
      more: boolean
    }>('GET', `/events${query}`)
    expect(status).toBe(200)
    return body
  }
})

test('a screen is told the time and the last number', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const screen = await screenOf(workspace, anna)
  const { seq } = await screen.subscribe({ lists: ['all'] })
  await eventually('a tick is heard', () => screen.ticks.length > 0, 7000)
  expect(screen.ticks[0]!.seq).toBe(seq)
  expect(Math.abs(Date.parse(screen.ticks[0]!.at) - Date.now())).toBeLessThan(5000)
})

test('a socket that cannot be reached by WebSocket polls', async () => {
  const workspace = await aWorkspace(app)
  const anna = await aMember(app, workspace, 'adviser')
  const cookie = await cookieOf(app, workspace, anna)
  const socket = aSocket(
    url,
    workspace.slug,
    { cookie, origin: url },
    { transports: ['polling'], upgrade: false },
  )
  socket.connect()
  await eventually('it is connected', () => socket.connected)
  socket.disconnect()
})
