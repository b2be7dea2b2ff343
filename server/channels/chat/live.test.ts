import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import {
  type ChatClientToServer,
  type ChatNews,
  type ChatServerToClient,
  type ChatSettings,
  type ChatState,
  livePath,
} from '#contract/chat.ts'
import type { ConversationRow, Message } from '#contract/conversations.ts'
import type { VisitorSign } from '#contract/events.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aScreen, cookieOf, listening } from '#server/testing/screens.ts'
import { aChat, ask, aVisitor, site } from './testing/visitor.ts'

let app: TestApp
let url: string
let workspace: TestWorkspace
let chat: ChatChannel
let lea: TestMember
const open: { close(): void }[] = []
beforeAll(async () => {
  app = await testApp()
  url = await listening(app)
  workspace = await aWorkspace(app)
  chat = await aChat(workspace)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})
afterAll(async () => {
  for (const one of open) one.close()
  await app.close()
})

type Line = Socket<ChatServerToClient, ChatClientToServer>

interface Panel {
  socket: Line
  news: ChatNews[]
  states: ChatState[]
  typing: { name: string; isTyping: boolean }[]
  close(): void
}

function aLine(token: string, { origin = site, key = chat.address! } = {}): Line {
  return io(url, {
    path: livePath,
    query: { key },
    auth: { token },
    extraHeaders: { origin },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
}

async function connected(socket: Line): Promise<void> {
  await new Promise<void>((done, fail) => {
    socket.once('connect', done)
    socket.once('connect_error', fail)
  })
}

async function aPanel(token: string): Promise<Panel> {
  const socket = aLine(token)
  const panel: Panel = { socket, news: [], states: [], typing: [], close: () => socket.disconnect() }
  socket.on('news', news => panel.news.push(news))
  socket.on('state', state => panel.states.push(state))
  socket.on('typing', sign => panel.typing.push(sign))
  await connected(socket)
  open.push(panel)
  return panel
}

async function conversationOf(text: string): Promise<ConversationRow> {
  const { body } = await workspace.call<{ items: ConversationRow[] }>('GET', '/conversations?limit=100')
  return body.items.find(row => row.preview === text)!
}

const reply = (id: string, text: string) =>
  lea.call<Message>('POST', `/conversations/${id}/messages`, { kind: 'reply', text, channelId: chat.id })

const eventually = (holds: () => void | Promise<void>) => vi.waitFor(holds, { timeout: 5000, interval: 20 })
const textsOf = (panel: Panel) => panel.news.flatMap(({ items }) => items.map(({ text }) => text))

describe('Q5: live, both ways', () => {
  test('each tab hears the answer as it is written, once, and the desk hears the visitor', async () => {
    const visitor = await aVisitor(app, chat)
    const [one, two] = [await aPanel(visitor.token), await aPanel(visitor.token)]
    await visitor.write('Êtes-vous là ?')
    const row = await conversationOf('Êtes-vous là ?')
    await reply(row.id, 'Oui, bonjour !')
    for (const panel of [one, two])
      await eventually(() => expect(textsOf(panel).filter(text => text === 'Oui, bonjour !')).toHaveLength(1))
    expect(textsOf(one)).toContain('Êtes-vous là ?')
    expect(one.news.map(({ seq }) => seq)).toEqual(one.news.map(({ seq }) => seq).toSorted((a, b) => a - b))
  })

  test('the desk sees that the visitor is there, types and leaves; the visitor sees that Léa types', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Je vous écris')
    const row = await conversationOf('Je vous écris')
    const panel = await aPanel(visitor.token)
    const screen = await aScreen(url, workspace.slug, { cookie: await cookieOf(app, workspace, lea) })
    open.push(screen)
    const signs: VisitorSign[] = []
    screen.socket.on('visitor', sign => signs.push(sign))
    await screen.subscribe({ conversations: [row.id] })
    const sign = (isHere: boolean, isTyping: boolean) => ({ conversationId: row.id, isHere, isTyping })
    await eventually(() => expect(signs.at(-1)).toEqual(sign(true, false)))
    panel.socket.emit('typing', true)
    await eventually(() => expect(signs.at(-1)).toEqual(sign(true, true)))
    panel.socket.emit('typing', false)
    await eventually(() => expect(signs.at(-1)).toEqual(sign(true, false)))
    screen.socket.emit('look', { conversationId: row.id, typing: true })
    await eventually(() => expect(panel.typing.at(-1)).toEqual({ name: 'Léa', isTyping: true }))
    screen.socket.emit('look', { conversationId: row.id, typing: false })
    await eventually(() => expect(panel.typing.at(-1)).toEqual({ name: 'Léa', isTyping: false }))
    panel.close()
    await eventually(() => expect(signs.at(-1)).toEqual(sign(false, false)))
  })

  test('a team is staffed while one of its advisers has the desk open', async () => {
    const other = await aWorkspace(app)
    const theirs = await aChat(other)
    const staffed = async () => (await ask<ChatSettings>(app, theirs, 'GET', 'settings')).body.isStaffed
    const outside = await aMember(app, other, 'adviser')
    const away = await aScreen(url, other.slug, { cookie: await cookieOf(app, other, outside) })
    expect(await staffed()).toBe(false)
    const inside = await aMember(app, other, 'adviser', { teamIds: [other.teamId] })
    const screen = await aScreen(url, other.slug, { cookie: await cookieOf(app, other, inside) })
    await eventually(async () => expect(await staffed()).toBe(true))
    screen.close()
    await eventually(async () => expect(await staffed()).toBe(false))
    away.close()
  })

  test('the state is told when the conversation is taken and closed', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Qui s’en occupe ?')
    const row = await conversationOf('Qui s’en occupe ?')
    const panel = await aPanel(visitor.token)
    await lea.call('PUT', `/conversations/${row.id}/assignment`, { memberId: lea.id })
    await eventually(() => expect(panel.states.at(-1)?.adviser?.firstName).toBe('Léa'))
    await lea.call('POST', `/conversations/${row.id}/closure`, {})
    await eventually(() => expect(panel.states.at(-1)?.conversation?.state).toBe('ended'))
  })
})

describe('SEC-6: who may listen', () => {
  const refusal = async (socket: Line) => {
    const error = await connected(socket).then(
      () => undefined,
      (error: Error) => error,
    )
    socket.disconnect()
    return error
  }

  test('a page of another site, a made-up token and another chat’s token hear nothing', async () => {
    const visitor = await aVisitor(app, chat)
    expect(await refusal(aLine(visitor.token, { origin: 'https://evil.test' }))).toBeDefined()
    expect(await refusal(aLine(`chs_${'x'.repeat(43)}`))).toMatchObject({ message: 'chat.session_over' })
    const elsewhere = await aChat(workspace)
    expect(await refusal(aLine(visitor.token, { key: elsewhere.address! }))).toBeDefined()
    expect(await refusal(aLine(visitor.token))).toBeUndefined()
  })

  test('a visitor hears nothing of another visitor', async () => {
    const [one, two] = [await aVisitor(app, chat), await aVisitor(app, chat)]
    await one.write('Affaire de l’un')
    await two.write('Affaire de l’autre')
    const panel = await aPanel(two.token)
    await reply((await conversationOf('Affaire de l’un')).id, 'Réponse à l’un')
    await reply((await conversationOf('Affaire de l’autre')).id, 'Réponse à l’autre')
    await eventually(() => expect(textsOf(panel)).toContain('Réponse à l’autre'))
    await pause(100)
    expect(JSON.stringify(panel.news)).not.toContain('Affaire de l’un')
    expect(JSON.stringify(panel.news)).not.toContain('Réponse à l’un')
  })

  test('whose session is over is let go before the next word', async () => {
    const visitor = await aVisitor(app, chat)
    await visitor.write('Je serai oublié')
    const panel = await aPanel(visitor.token)
    const row = await conversationOf('Je serai oublié')
    await app.ground.db.system
      .updateTable('chat_sessions')
      .set({ expires_at: new Date(0) })
      .where('conversation_id', '=', row.id)
      .execute()
    await reply(row.id, 'Trop tard')
    await eventually(() => expect(panel.socket.connected).toBe(false))
    expect(textsOf(panel)).not.toContain('Trop tard')
  })

  test('one visitor holds a few sockets, not hundreds', async () => {
    const visitor = await aVisitor(app, chat)
    const lines = Array.from({ length: 16 }, () => aLine(visitor.token))
    const outcomes = await Promise.all(lines.map(line => outcomeOf(line)))
    for (const line of lines) line.disconnect()
    expect(outcomes.filter(one => one === 'in').length).toBeLessThanOrEqual(12)
    expect(outcomes).toContain('too_many')
  })
  const outcomeOf = (socket: Line) =>
    connected(socket).then(
      () => 'in',
      (error: Error) => error.message,
    )
})

test('who comes back after an adviser joined their conversation with another goes on hearing', async () => {
  const visitor = await aVisitor(app, chat)
  await visitor.write('Mon premier sujet')
  const first = await conversationOf('Mon premier sujet')
  const other = await workspace.call<{ id: string }>('POST', '/conversations', {
    contactId: first.contact.id,
    subject: 'Autre sujet',
    message: { direction: 'in', text: 'Par téléphone' },
  })
  const joined = await workspace.call('POST', `/conversations/${first.id}/joining`, { into: other.body.id })
  expect(joined.status, JSON.stringify(joined.body)).toBe(200)
  const panel = await aPanel(visitor.token)
  await reply(other.body.id, 'Voici pour les deux')
  await eventually(() => expect(textsOf(panel)).toContain('Voici pour les deux'))
})

test('a message whose answer was lost on the way is said again with its id, and is there once', async () => {
  const visitor = await aVisitor(app, chat)
  const id = randomUUID()
  // Committed, and the answer lost: the widget knows nothing of it and says it again.
  await visitor.write('Avant la coupure', { id })
  const again = await visitor.write('Avant la coupure', { id })
  expect(again).toMatchObject({ status: 200, body: { clientId: id } })
  const { body } = await visitor.ask<{ items: { clientId: string }[] }>('GET', 'messages')
  expect(body.items.filter(({ clientId }) => clientId === id)).toHaveLength(1)
})
