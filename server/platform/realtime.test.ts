import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientToServer, FeedEvent, ServerToClient, Subscription } from '#contract/events.ts'
import type { Actor } from './actor.ts'
import type { EventType } from './event-types.ts'
import { system } from './events.ts'
import { createLiveFeed } from './live.ts'
import { createRealtime, type RealtimeOptions } from './realtime.ts'
import { eventually, type Node, openNode, silentLog } from './testing/feed.ts'
import { type OwnDatabase, ownDatabase } from './testing/postgres.ts'

let database: OwnDatabase
let node: Node
const cleanUps: (() => Promise<void>)[] = []
beforeAll(async () => {
  database = await ownDatabase()
  node = openNode(database)
})
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp()
  await node.close()
  await database.drop()
})

/** Sessions and rights that the test holds in its hand, shared by the nodes of one Boucle. */
function aWorld() {
  const sessions = new Map<string, Actor>()
  const refused = new Set<string>()
  return {
    sessions,
    refused,
    workspaceId: node.newId(),
    person(name: string, more: Partial<Actor> = {}): Actor {
      const actor: Actor = {
        kind: 'member',
        id: node.newId(),
        memberId: null,
        workspaceId: this.workspaceId,
        role: 'adviser',
        scopes: null,
        teamIds: [],
        partnerId: null,
        name,
        language: 'fr',
        ...more,
      }
      sessions.set(name, { ...actor, memberId: actor.id })
      return sessions.get(name)!
    },
  }
}

type World = ReturnType<typeof aWorld>

/** One node: its sockets over its own feed. */
async function aNode(world: World, more: Partial<RealtimeOptions> = {}) {
  const own = openNode(database)
  const feed = createLiveFeed(own.db, silentLog, more.redisUrl ? 60_000 : 50)
  const httpServer = createServer()
  httpServer.listen(0, '127.0.0.1')
  await once(httpServer, 'listening')
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`
  const present = new Map<string, number>()
  const count = (by: number) => (_workspaceId: string, memberId: string) =>
    void present.set(memberId, (present.get(memberId) ?? 0) + by)
  const realtime = createRealtime({
    httpServer,
    feed,
    db: own.db,
    identify: async ({ headers }) => world.sessions.get(String(headers.cookie)),
    mayFollow: async (_actor, ids) => new Set(ids.filter(id => !world.refused.has(id))),
    publicUrl: url,
    presence: { connected: count(1), disconnected: count(-1) },
    clock: { now: () => new Date() },
    log: silentLog,
    timing: { tickMs: 100, lookMs: 300, recheckMs: 100 },
    ...more,
  })
  const close = async () => {
    await realtime.close()
    await feed.stop()
    httpServer.close()
    await own.close()
  }
  cleanUps.push(close)
  return { url, feed, realtime, present, db: own.db, screen: (name: string) => aScreen(url, name) }
}

async function aScreen(url: string, name: string, options: object = {}) {
  const socket: Socket<ServerToClient, ClientToServer> = io(url, {
    extraHeaders: { cookie: name },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  })
  cleanUps.push(async () => void socket.disconnect())
  const events: FeedEvent[] = []
  const ticks: number[] = []
  const lookings: Parameters<ServerToClient['looking']>[0][] = []
  socket.on('event', event => events.push(event))
  socket.on('tick', ({ seq }) => ticks.push(seq))
  socket.on('looking', state => lookings.push(state))
  const ended = new Promise<string>(done => socket.once('disconnect', done))
  await new Promise<void>((done, fail) => socket.once('connect', done).once('connect_error', fail))
  return {
    socket,
    events,
    ticks,
    lookings,
    ended,
    lookers: () => lookings.at(-1)?.people.map(({ name, typing }) => `${name}${typing ? ' types' : ''}`),
    subscribe: (wanted: Partial<Subscription>) =>
      socket
        .timeout(5000)
        .emitWithAck('subscribe', { conversations: [], contacts: [], lists: [], ...wanted }),
  }
}

const happens = (
  world: World,
  {
    type = 'message.received',
    conversationId,
    data,
    subject = { kind: 'message', id: node.newId() },
  }: {
    type?: EventType
    conversationId?: string
    data?: Record<string, unknown>
    subject?: { kind: string; id: string }
  } = {},
) =>
  node.db.inWorkspace(world.workspaceId, tx =>
    node.recordEvent(tx, {
      type,
      actor: system,
      subject,
      ...(conversationId && { conversationId }),
      ...(data && { data }),
    }),
  )

test('an event that concerns no screen reaches nobody, in no workspace', async () => {
  const [world, other] = [aWorld(), aWorld()]
  world.person('anna')
  const here = await aNode(world)
  const anna = await here.screen('anna')
  await anna.subscribe({ lists: ['all', 'mine', 'unassigned', 'team', 'recoveries'] })
  await happens(world, { type: 'receipt.retried', subject: { kind: 'receipt', id: node.newId() } })
  await happens(other, { conversationId: node.newId() })
  const conversationId = node.newId()
  await happens(world, { conversationId })
  await eventually('the last is heard', () => anna.events.length > 0)
  expect(anna.events.map(event => event.conversationId)).toEqual([conversationId])
})

test('E48: who gives no sign for a while is seen no more, neither typing nor looking', async () => {
  const world = aWorld()
  world.person('anna')
  world.person('luc')
  const here = await aNode(world)
  const [anna, luc] = [await here.screen('anna'), await here.screen('luc')]
  const conversationId = node.newId()
  await luc.subscribe({ conversations: [conversationId] })
  anna.socket.emit('look', { conversationId, typing: true })
  await eventually('she types', () => luc.lookers()?.[0] === 'anna types')
  for (let sign = 0; sign < 4; sign++) {
    await pause(150)
    anna.socket.emit('look', { conversationId, typing: true })
  }
  expect(luc.lookings).toHaveLength(1) // signs that change nothing are not repeated
  const stopped = Date.now()
  await eventually('she is seen no more', () => luc.lookers()?.length === 0, 2000)
  expect(Date.now() - stopped).toBeGreaterThan(200)
})

test('E48: a person with two screens types if either does, and stays until both have left', async () => {
  const world = aWorld()
  world.person('anna')
  world.person('luc')
  const here = await aNode(world, { timing: { lookMs: 60_000 } })
  const [one, two, luc] = [await here.screen('anna'), await here.screen('anna'), await here.screen('luc')]
  const [first, second] = [node.newId(), node.newId()]
  await luc.subscribe({ conversations: [first, second] })
  one.socket.emit('look', { conversationId: first, typing: false })
  two.socket.emit('look', { conversationId: first, typing: true })
  await eventually('she types', () => luc.lookers()?.join() === 'anna types')
  two.socket.emit('look', { conversationId: second, typing: false })
  await eventually('both conversations are told', () => luc.lookings.length >= 3)
  const latest = (id: string) => luc.lookings.findLast(({ conversationId }) => conversationId === id)?.people
  expect([latest(first), latest(second)]).toMatchObject([[{ typing: false }], [{ typing: false }]])
  one.socket.emit('look', { conversationId: null, typing: false })
  await eventually('she left the first', () => latest(first)?.length === 0)
})

test('SEC-6: a session that ended, signed out or run out, loses its sockets at the next look', async () => {
  const world = aWorld()
  world.person('anna')
  world.person('luc')
  const here = await aNode(world)
  const [anna, luc] = [await here.screen('anna'), await here.screen('luc')]
  world.sessions.delete('anna')
  expect(await anna.ended).toBe('io server disconnect')
  expect(luc.socket.connected).toBe(true)
  await eventually('she is not counted', () => [...here.present.values()].filter(n => n > 0).length === 1)
})

test('SEC-6: rights are asked anew at each subscription', async () => {
  const world = aWorld()
  world.person('paul', { role: 'collaborator' })
  const here = await aNode(world)
  const paul = await here.screen('paul')
  const conversationId = node.newId()
  expect((await paul.subscribe({ conversations: [conversationId] })).refused).toEqual([])
  world.refused.add(conversationId)
  expect((await paul.subscribe({ conversations: [conversationId] })).refused).toEqual([conversationId])
  await happens(world, { conversationId })
  await happens(world, { conversationId: node.newId() })
  await pause(150)
  expect(paul.events).toEqual([])
})

test('the number that a subscription answers is the last before the first that the socket brings', async () => {
  const world = aWorld()
  world.person('anna')
  const here = await aNode(world)
  const conversationId = node.newId()
  let going = true
  const writing = (async () => {
    while (going) await happens(world, { conversationId })
  })()
  const screens = []
  for (let n = 0; n < 10; n++) {
    const screen = await here.screen('anna')
    const { seq } = await screen.subscribe({ conversations: [conversationId] })
    screens.push({ ...screen, seq })
    await pause(20)
  }
  going = false
  await writing
  const last = Math.max(...screens.map(({ seq }) => seq)) + 1
  await happens(world, { conversationId })
  for (const { events, seq } of screens) {
    await eventually('the last is heard', () => (events.at(-1)?.seq ?? 0) >= last)
    expect(events.map(event => event.seq)).toEqual(events.map((_, n) => seq + 1 + n))
  }
})

test('when the feed cannot be read, no tick pretends that the screen is live', async () => {
  const world = aWorld()
  world.person('anna')
  const here = await aNode(world)
  const anna = await here.screen('anna')
  await eventually('it ticks', () => anna.ticks.length > 2)
  await here.feed.stop()
  await pause(3200)
  const count = anna.ticks.length
  await pause(500)
  expect(anna.ticks).toHaveLength(count)
})

test('a node that stops lets its screens go in a way that they come back', async () => {
  const world = aWorld()
  world.person('anna')
  const here = await aNode(world)
  const anna = await here.screen('anna')
  await here.realtime.close()
  expect(await anna.ended).toBe('transport close')
  expect([...here.present.values()]).toEqual([0])
})

describe('two nodes', () => {
  test('without Redis: each node hears everything from the database', async () => {
    const world = aWorld()
    world.person('anna')
    const nodes = [await aNode(world), await aNode(world)]
    const screens = await Promise.all(nodes.map(({ screen }) => screen('anna')))
    const conversationId = node.newId()
    for (const screen of screens) await screen.subscribe({ conversations: [conversationId], lists: ['all'] })
    for (let n = 0; n < 50; n++) await happens(world, { conversationId })
    for (const { events } of screens) {
      await eventually('all is heard', () => events.length >= 50)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    }
  })

  const redisServer = [
    '/usr/bin/redis-server',
    '/usr/bin/valkey-server',
    process.env.REDIS_SERVER ?? '',
  ].find(path => path && existsSync(path))
  test.skipIf(!redisServer)(
    'with Redis: who looks and who is there is known on both; events need no poll; a dead Redis harms nobody',
    async () => {
      const port = await freePort()
      const redis = spawn(redisServer!, ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
        stdio: 'ignore',
      })
      cleanUps.push(async () => void redis.kill('SIGKILL'))
      const world = aWorld()
      const anna = world.person('anna')
      world.person('luc')
      const redisUrl = `redis://127.0.0.1:${port}`
      await pause(500)
      const [here, there] = [await aNode(world, { redisUrl }), await aNode(world, { redisUrl })]
      const [hers, his] = [await here.screen('anna'), await there.screen('luc')]
      const conversationId = node.newId()
      await his.subscribe({ conversations: [conversationId] })
      await eventually('Anna is known over there', () => there.present.get(anna.id) === 1)
      await eventually('Luc sees Anna type', () => {
        hers.socket.emit('look', { conversationId, typing: true })
        return his.lookers()?.[0] === 'anna types'
      })

      await here.db.inWorkspace(world.workspaceId, tx =>
        node.recordEvent(tx, {
          type: 'message.received',
          actor: system,
          subject: { kind: 'message', id: node.newId() },
          conversationId,
        }),
      )
      await eventually('Luc hears what was written here', () => his.events.length === 1, 1000)
      hers.socket.disconnect()
      await eventually('Anna is gone over there', () => there.present.get(anna.id) === 0)
      expect(his.lookers()).toEqual([])

      redis.kill('SIGKILL')
      await once(redis, 'exit')
      const again = await there.screen('anna')
      again.socket.emit('look', { conversationId, typing: false })
      await eventually('on one node life goes on', () => his.lookers()?.[0] === 'anna')
      await pause(300)
      expect(his.socket.connected).toBe(true)
    },
  )
})

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
