import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ChatChannel } from '#contract/channels.ts'
import { livePath } from '#contract/chat.ts'
import { aChat, aVisitor, site } from '#server/channels/chat/testing/visitor.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { listening } from '#server/testing/screens.ts'

/** A crowd from one address: it is told so, and everybody else is served. What it costs is measured by `npm run bench -- connections`. */

const share = { connections: 20, sockets: 5 }
const flood = '127.0.0.66'
const honest = '127.0.0.77'

let app: TestApp
let port: number
let workspace: TestWorkspace
let chat: ChatChannel
const open: { destroy(): void }[] = []
beforeAll(async () => {
  app = await testApp({ perAddress: share, smtp: true })
  await listening(app)
  port = (app.http.server.address() as AddressInfo).port
  workspace = await aWorkspace(app)
  chat = await aChat(workspace)
})
afterEach(() => {
  for (const one of open.splice(0)) one.destroy()
})
afterAll(() => app.close())

async function knock(from: string, to = port): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: to, localAddress: from })
  socket.on('error', () => {})
  open.push(socket)
  await once(socket, 'connect')
  return socket
}

/** All that is said to somebody until the other side hangs up. */
async function heard(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += chunk
  return text
}

const request = 'GET /healthz HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n'

test('SEC-7: an address that holds its share of connections is told 429, another is served, and so is it once it lets go', async () => {
  const held = []
  for (let n = 0; n < share.connections; n++) held.push(await knock(flood))
  for (let n = 0; n < 3; n++) {
    const answer = await heard(await knock(flood))
    expect(answer).toMatch(/^HTTP\/1\.1 429 /)
    expect(answer).toContain('"code":"request.too_many_connections"')
    expect(answer).toMatch(/\r\nretry-after: \d+\r\n/)
  }
  const other = await knock(honest)
  other.write(request)
  expect(await heard(other)).toMatch(/^HTTP\/1\.1 200 /)
  held[0]!.destroy()
  await vi.waitFor(async () => {
    const again = await knock(flood)
    again.write(request)
    expect(await heard(again)).toMatch(/^HTTP\/1\.1 200 /)
  })
})

test('SEC-7: of the visitors behind one address so many hold a socket; the others hear too_many, and other addresses are let in', async () => {
  const visitor = await aVisitor(app, chat)
  const enter = (from: string) =>
    new Promise<string>(resolve => {
      const socket = io(`http://127.0.0.1:${port}`, {
        path: livePath,
        query: { key: chat.address! },
        auth: { token: visitor.token },
        extraHeaders: { origin: site },
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        ...{ localAddress: from },
      })
      open.push({ destroy: () => socket.disconnect() })
      socket.once('connect', () => resolve('in'))
      socket.once('connect_error', error =>
        resolve(
          String((error as { context?: { responseText?: string } }).context?.responseText ?? error.message),
        ),
      )
    })
  const outcomes = []
  for (let n = 0; n < share.sockets + 3; n++) outcomes.push(await enter(flood))
  expect(outcomes.filter(one => one === 'in')).toHaveLength(share.sockets)
  expect(await enter(honest)).toBe('in')
  const told = await fetch(`http://127.0.0.1:${port}${livePath}/?EIO=4&transport=polling&key=${chat.address}`)
  expect(told.status).toBe(200) // from 127.0.0.1, which holds nothing
})

test('SEC-7: a path that is no socket cannot be made one, and a slow handshake of the chat is not cut by the desk', async () => {
  const stranger = await knock(honest)
  stranger.write('GET /anything HTTP/1.1\r\nhost: here\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n')
  expect(await heard(stranger)).toMatch(/^HTTP\/1\.1 404 /)
})

test('SEC-7: mail is taken from others while one address holds all it may; that one hears 421', async () => {
  const mailPort = app.email.smtpPort()!
  for (let n = 0; n < 100; n++) await knock(flood, mailPort)
  expect(await heard(await knock(flood, mailPort))).toMatch(/^421 4\.7\.0 Too many connections/)
  const other = await knock(honest, mailPort)
  const [greeting] = (await once(other, 'data')) as [Buffer]
  expect(String(greeting)).toMatch(/^220 /)
  await pause(0)
})
