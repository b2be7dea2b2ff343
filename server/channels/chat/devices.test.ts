import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import { type ChatNews, type ChatPage, type ChatState, livePath } from '#contract/chat.ts'
import type { ConversationRow } from '#contract/conversations.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { listening } from '#server/testing/screens.ts'
import { signIdentity } from './signed-identity.ts'
import { aChat, aVisitor, site, type Visitor } from './testing/visitor.ts'

let app: TestApp
let url: string
let workspace: TestWorkspace
let chat: ChatChannel
let secret: string
let moved = 0
const clock = { now: () => new Date(Date.now() + moved) }
beforeAll(async () => {
  app = await testApp({ clock })
  url = await listening(app)
  workspace = await aWorkspace(app)
  chat = await aChat(workspace)
  secret = (await workspace.call<{ secret: string }>('POST', `/channels/${chat.id}/identity-secret`)).body
    .secret
})
afterAll(() => app.close())

/** A device on which the site says who its visitor is. */
function aDevice(userId: string, more: { email?: string; name?: string } = {}): Promise<Visitor> {
  const signedAt = Math.floor(clock.now().getTime() / 1000)
  const who = { userId, name: 'Anna Pereira', signedAt, ...more }
  return aVisitor(app, chat, { identity: { ...who, hash: signIdentity(secret, who) } })
}

const textsOn = async (device: Visitor) =>
  (await device.ask<ChatPage>('GET', 'messages')).body.items.map(({ text }) => text)

test('E48: two devices opened before the first word hold one conversation, whichever writes first', async () => {
  const [phone, tablet] = [await aDevice('two-devices'), await aDevice('two-devices')]
  await phone.write('Du téléphone')
  await tablet.write('De la tablette')
  expect(await textsOn(phone)).toEqual(['Du téléphone', 'De la tablette'])
  expect(await textsOn(tablet)).toEqual(['Du téléphone', 'De la tablette'])
  const { body } = await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=100')
  const theirs = body.items.filter(({ contact }) => contact.name === 'Anna Pereira')
  expect(theirs).toHaveLength(1)
})

test('E48: a first word on two devices at once makes one person and one conversation', async () => {
  const devices = [await aDevice('at-once'), await aDevice('at-once')]
  await Promise.all(devices.map((device, place) => device.write(`Appareil ${place}`)))
  for (const device of devices)
    expect((await textsOn(device)).toSorted()).toEqual(['Appareil 0', 'Appareil 1'])
})

/** A device's live line, and what it hears. */
function aLine(device: Visitor) {
  const socket = io(url, {
    path: livePath,
    query: { key: chat.address! },
    auth: { token: device.token },
    extraHeaders: { origin: site },
    transports: ['websocket'],
    forceNew: true,
  })
  const [heard, states]: [string[], ChatState[]] = [[], []]
  socket.on('news', (news: ChatNews) => heard.push(...news.items.map(({ text }) => text)))
  socket.on('state', (state: ChatState) => states.push(state))
  onTestFinished(() => void socket.disconnect())
  return { heard, states }
}

/** Once the next transaction has ended, and before anybody learns how, something else is done. */
function meanwhile(act: () => Promise<unknown>): void {
  const { db } = app.ground
  const { inWorkspace } = db
  db.inWorkspace = async (workspaceId, work) => {
    const answer = await inWorkspace(workspaceId, work)
    if (db.inWorkspace !== inWorkspace) {
      db.inWorkspace = inWorkspace
      await act()
    }
    return answer
  }
}

test.for(['asks how it stands', 'opens a second tab'] as const)(
  'issue 3 §6: a visitor whose page %s while their first word is taken hears what is answered',
  async how => {
    const visitor = await aVisitor(app, chat)
    const first = aLine(visitor)
    await vi.waitFor(() => expect(first.states).toMatchObject([{ conversation: null }]))
    // What was read before the word is told after it.
    meanwhile(async () => {
      await visitor.write('Un')
      await vi.waitFor(() => expect(first.heard).toEqual(['Un']), { timeout: 10_000 })
    })
    const lines = [first]
    if (how === 'asks how it stands') await visitor.ask('GET', 'conversation')
    else {
      const second = aLine(visitor)
      await vi.waitFor(
        () => expect(second.states.at(-1)).toMatchObject({ conversation: { state: 'open' } }),
        {
          timeout: 10_000,
        },
      )
      lines.push(second)
    }
    const { items } = (await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=1'))
      .body
    await workspace.call('POST', `/conversations/${items[0]!.id}/messages`, {
      text: 'Deux',
      channelId: chat.id,
    })
    for (const { heard } of lines)
      await vi.waitFor(() => expect(heard.at(-1)).toBe('Deux'), { timeout: 10_000 })
  },
)

test('a device that waited with an empty panel is told of what its person writes elsewhere, as it is written', async () => {
  const [phone, tablet] = [await aDevice('waiting'), await aDevice('waiting')]
  const { heard, states } = aLine(tablet)
  await vi.waitFor(() => expect(states).toMatchObject([{ conversation: null }]))
  await phone.write('Vous me lisez là-bas ?')
  await vi.waitFor(() => expect(heard).toEqual(['Vous me lisez là-bas ?']), { timeout: 10_000 })
  await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ conversation: { state: 'open' } }))
})

test('issue 3 §6: a device whose line opens in the very moment of the first word is in the conversation, and hears the second one', async () => {
  const [phone, tablet] = [await aDevice('same-moment'), await aDevice('same-moment')]
  // The word is said after the line was let in by what was known then, and before anything is told to it.
  meanwhile(() => phone.write('Un'))
  const { heard, states } = aLine(tablet)
  await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ conversation: { state: 'open' } }), {
    timeout: 10_000,
  })
  expect(await textsOn(tablet)).toEqual(['Un'])
  await phone.write('Deux')
  await vi.waitFor(() => expect(heard.at(-1)).toBe('Deux'), { timeout: 10_000 })
})

test('one that only asks finds it too, and not once it is long past; somebody else never', async () => {
  const [phone, tablet, stranger] = [await aDevice('asks'), await aDevice('asks'), await aDevice('other')]
  await phone.write('Ma question')
  const stateOf = async (device: Visitor) => (await device.ask<ChatState>('GET', 'conversation')).body
  expect((await stateOf(tablet)).conversation).not.toBeNull()
  expect((await stateOf(stranger)).conversation).toBeNull()
  moved += (chat.resumeHours + 1) * 3_600_000
  expect((await stateOf(await aDevice('asks'))).conversation).toBeNull()
})

test('SEC-4: another user whose site gives them the same address reads and joins nothing of the first one’s chat', async () => {
  const email = 'partagee@courriel.test'
  const first = await aDevice('first-owner', { email })
  await first.write('Mon secret')
  const second = await aDevice('second-owner', { email, name: 'Quelqu’un d’autre' })
  expect((await second.ask<ChatState>('GET', 'conversation')).body.conversation).toBeNull()
  await second.write('Bonjour')
  const again = await aDevice('second-owner', { email, name: 'Quelqu’un d’autre' })
  expect(await textsOn(second)).toEqual(['Bonjour'])
  expect((await again.ask<ChatState>('GET', 'conversation')).body.conversation).not.toBeNull()
  expect(await textsOn(again)).toEqual(['Bonjour'])
  expect(await textsOn(first)).toEqual(['Mon secret'])
})
