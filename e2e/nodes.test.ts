import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applicationPassword } from '#server/platform/migrate.ts'
import { startPostgres15 } from '#server/platform/testing/postgres.ts'
import { hasPostgres15 } from '#server/platform/testing/postgres-15.ts'
import { aScreen, type Screen } from '#server/testing/screens.ts'
import { type Program, startProgram } from './program.ts'
import { hasProgram, type RunningServer, startPooler, startRedis } from './servers.ts'
import { openShop, type Shop, shopAddress } from './shop.ts'

// Two nodes as a company runs them: a PostgreSQL of its own at the oldest version, a pooler that gives each transaction
// another connection, Redis between the nodes.
const canRun = hasPostgres15() && hasProgram('redis-server') && hasProgram('pgbouncer')
const secretKey = 'the secret key of two nodes of one Boucle'

let postgres: Awaited<ReturnType<typeof startPostgres15>>
let pooler: RunningServer
let redis: RunningServer
let nodes: [Program, Program]
let shop: Shop
let slug: string
const screens: Screen[] = []

beforeAll(async () => {
  if (!canRun) return
  postgres = await startPostgres15()
  redis = await startRedis()
  const direct = new URL(postgres.url())
  pooler = await startPooler(direct.href, [
    { user: direct.username, password: decodeURIComponent(direct.password) },
    { user: 'boucle_app', password: applicationPassword(secretKey) },
  ])
  const pooled = new URL(`postgresql://127.0.0.1:${pooler.port}${direct.pathname}`)
  pooled.username = direct.username
  pooled.password = direct.password
  const settings = {
    DATABASE_URL: pooled.href,
    DATABASE_DIRECT_URL: direct.href,
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    SECRET_KEY: secretKey,
  }
  // Both at once: one of them prepares the database, the other waits for it.
  nodes = await Promise.all([startProgram(settings), startProgram(settings)])
  shop = await openShop(nodes[0])
  slug = (await ask<{ slug: string }>(nodes[1], '/workspace')).slug
}, 90_000)
afterAll(async () => {
  for (const screen of screens) screen.close()
  await Promise.all((nodes ?? []).map(node => node.remove()))
  await pooler?.remove()
  await redis?.remove()
  await postgres?.stop()
})

async function ask<Body>(node: Program, path: string, body?: unknown): Promise<Body> {
  const answer = await fetch(`${node.url}/api/v1${path}`, {
    headers: shop.headers,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return JSON.parse(text)
}

async function screenOn(node: Program): Promise<Screen> {
  const screen = await aScreen(node.url, slug, { cookie: shop.headers.cookie! })
  screens.push(screen)
  return screen
}

async function sendMail(node: Program, from: string, index: number): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: node.smtpPort, ignoreTLS: true })
  await transport.sendMail({
    from,
    to: shopAddress,
    subject: 'Une question',
    text: `Message ${index}`,
    messageId: `<${index}.${from}>`,
    ...(index > 0 && { references: [`<0.${from}>`] }),
  })
  transport.close()
}

/** What a customer wrote, in the order it is shown; nothing while there is no conversation yet. */
async function written(node: Program, from: string): Promise<{ id: string | undefined; texts: string[] }> {
  const { items } = await ask<{ items: { id: string }[] }>(node, `/conversations?view=all&q=${from}`)
  expect(items.length, 'conversations of one customer').toBeLessThanOrEqual(1)
  const id = items[0]?.id
  if (id === undefined) return { id, texts: [] }
  const thread = await ask<{ items: { text: string; direction: string }[] }>(
    node,
    `/conversations/${id}/messages?limit=100`,
  )
  return { id, texts: thread.items.filter(one => one.direction === 'in').map(one => one.text) }
}

/** A conversation that somebody began by mail, on a node. */
async function aConversation(node: Program, from: string): Promise<string> {
  await sendMail(node, from, 0)
  await expect.poll(() => written(node, from), soon).toMatchObject({ texts: ['Message 0'] })
  return (await written(node, from)).id!
}

const soon = { timeout: 15_000, interval: 100 }
const upTo = (last: number) => Array.from({ length: last + 1 }, (_none, index) => `Message ${index}`)

test.skipIf(!canRun)(
  'mails that two nodes receive in turn are one thread, in order, nothing twice',
  async () => {
    const from = 'anna@deux.test'
    await aConversation(nodes[0], from)
    for (let index = 1; index <= 12; index++) await sendMail(nodes[index % 2 === 0 ? 0 : 1], from, index)
    await expect.poll(() => written(nodes[0], from), soon).toMatchObject({ texts: upTo(12) })
  },
)

test.skipIf(!canRun)(
  'what happens on one node reaches a desk on the other, and so does who is looking',
  async () => {
    const [mine, theirs] = [await screenOn(nodes[0]), await screenOn(nodes[1])]
    const id = await aConversation(nodes[0], 'luc@deux.test')
    for (const screen of [mine, theirs]) await screen.subscribe({ conversations: [id] })
    mine.socket.emit('look', { conversationId: id, typing: true })
    await expect
      .poll(() => theirs.lookings, soon)
      .toContainEqual({
        conversationId: id,
        people: [expect.objectContaining({ name: 'Ada', typing: true })],
      })
    await ask(nodes[0], `/conversations/${id}/messages`, { kind: 'note', text: 'À suivre' })
    await expect.poll(() => theirs.events.filter(event => event.conversationId === id).length, soon).toBe(1)
  },
)

test.skipIf(!canRun)('without Redis the news still arrives, by the database', async () => {
  const theirs = await screenOn(nodes[1])
  const id = await aConversation(nodes[0], 'ines@deux.test')
  await theirs.subscribe({ conversations: [id] })
  await redis.kill()
  await ask(nodes[0], `/conversations/${id}/messages`, { kind: 'note', text: 'Seul' })
  await expect.poll(() => theirs.events.filter(event => event.conversationId === id).length, soon).toBe(1)
  await redis.restart()
})

test.skipIf(!canRun)(
  'a node that dies in mid-work leaves it to the other: nothing lost, nothing twice',
  async () => {
    const people = ['paul', 'rose', 'emil', 'jade'].map(name => `${name}@deux.test`)
    await Promise.all(
      people.map(async from => {
        for (let index = 0; index <= 5; index++) await sendMail(nodes[0], from, index)
      }),
    )
    await nodes[0].kill()
    for (const from of people)
      await expect
        .poll(() => written(nodes[1], from), { timeout: 60_000, interval: 200 })
        .toMatchObject({ texts: upTo(5) })
  },
  90_000,
)
