import { Webhook as Receiver } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Webhook, WebhookDelivery } from '#contract/integrations.ts'
import { webhookEventTypes, webhookPayload } from '#contract/webhook-events.ts'
import { readNetworks } from '#server/platform/outside.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aKey,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aPeer, type Heard } from '../testing/peer.ts'

let database: OwnDatabase
let app: TestApp
let shop: TestWorkspace
let peer: Awaited<ReturnType<typeof aPeer>>
let ahead = 0
const clock = { now: () => new Date(Date.now() + ahead) }
const pass = (hours: number) => {
  ahead += hours * 3_600_000
}

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({
    database,
    clock,
    webhookTimeoutMs: 400,
    config: { webhookNetworks: readNetworks('127.0.0.1')! },
  })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  shop = await aWorkspace(app)
  peer = await aPeer()
})
afterEach(async () => {
  await shop.call('GET', '/webhooks').then(async ({ body }) => {
    for (const { id } of (body as { items: Webhook[] }).items) await shop.call('DELETE', `/webhooks/${id}`)
  })
  await peer.close()
})

type Made = Webhook & { secret: string }
async function aWebhook(more: object = {}): Promise<Made> {
  const body = {
    name: 'Boutique',
    url: peer.url,
    types: ['conversation.opened', 'conversation.closed'],
    ...more,
  }
  const made = await shop.call<Made>('POST', '/webhooks', body)
  expect(made.status).toBe(201)
  return made.body
}

let mails = 0
async function aConversation(from = `anna-${++mails}@mail.test`): Promise<string> {
  const raw = aMail({ to: shop.address, from: `Anna Pereira <${from}>` })
  const receipt = await shop.call<{ conversationId: string }>('POST', `/channels/${shop.channelId}/raw`, raw)
  return receipt.body.conversationId
}
const close = (id: string) => shop.call('POST', `/conversations/${id}/closure`, {})
const log = async (id: string, query = '') =>
  (await shop.call<{ items: WebhookDelivery[] }>('GET', `/webhooks/${id}/deliveries${query}`)).body.items
const state = async (id: string) => (await shop.call<Webhook>('GET', `/webhooks/${id}`)).body
/** As a receiver checks it whose clock is that of the test. */
function isKnownTo(secret: string, { body, headers }: Heard): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signatures = String(headers['webhook-signature']).split(' ')
  return signatures.includes(new Receiver(secret).sign(String(headers['webhook-id']), at, body))
}
const told = () => peer.heard.map(({ payload }) => payload.type)

/** So many events of each of so many contacts, in turn, as the log of events has them. */
async function eventsOf(lanes: number, each: number) {
  const people = Array.from({ length: lanes }, () => app.ground.newId())
  const rows = Array.from({ length: lanes * each }, (_, index) => ({
    id: app.ground.newId(),
    subject: people[index % lanes],
  }))
  await app.ground.db.pools.system.query(
    `insert into events (workspace_id, id, at, type, actor_kind, subject_kind, subject_id, contact_id, data)
     select $1, r.id, now(), 'contact.stage_changed', 'system', 'contact', r.subject, r.subject, '{"from":"lead","to":"customer"}'
     from json_to_recordset($2::json) as r (id uuid, subject uuid) order by r.id`,
    [shop.id, JSON.stringify(rows)],
  )
}
/** As when the node that carries was away for longer than it holds. */
const loseLease = (id: string) =>
  app.ground.db.pools.system.query('update webhooks set carrier = gen_random_uuid() where id = $1', [id])

test('D26 Q27: another program is told what happens, signed, in the order it happened, with ids and no names', async () => {
  const webhook = await aWebhook()
  const id = await aConversation()
  await close(id)
  await app.settle()
  expect(told()).toEqual(['conversation.opened', 'conversation.closed'])
  const [opened, closed] = peer.heard as [Heard, Heard]
  expect(peer.heard.every(heard => isKnownTo(webhook.secret, heard))).toBe(true)
  expect(opened.headers['content-type']).toBe('application/json')
  expect(opened.headers['webhook-id']).toBe(opened.payload.data.eventId)
  expect(opened.payload.data).toMatchObject({
    workspaceId: shop.id,
    conversationId: id,
    subject: { kind: 'conversation', id },
  })
  expect(opened.payload.data).not.toHaveProperty('object')
  expect(closed.payload.data.seq).toBeGreaterThan(opened.payload.data.seq)
  expect(opened.body + closed.body).not.toContain('Anna')
  const deliveries = await log(webhook.id)
  expect(deliveries.map(one => [one.type, one.state, one.attempts[0]!.status])).toEqual([
    ['conversation.closed', 'delivered', 204],
    ['conversation.opened', 'delivered', 204],
  ])
  expect(await state(webhook.id)).toMatchObject({
    state: 'active',
    waiting: 0,
    failingSince: null,
    lastProblem: null,
  })
})

test('Q27: every event that is told keeps to the schema that the contract publishes', async () => {
  const { items } = (await shop.call<{ items: { type: string; schema: object }[] }>('GET', '/webhook-events'))
    .body
  await aWebhook({ types: items.map(({ type }) => type) })
  const id = await aConversation()
  await shop.call('PATCH', `/conversations/${id}`, { priority: 'high', tags: ['vip'] })
  await shop.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour', afterwards: 'stay' })
  await shop.call('POST', `/conversations/${id}/messages`, { kind: 'note', text: 'Entre nous' })
  const member = await aMember(app, shop, 'adviser', { teamIds: [shop.teamId] })
  await shop.call('PUT', `/conversations/${id}/assignment`, { memberId: member.id })
  await shop.call('PUT', `/conversations/${id}/snooze`, {
    until: new Date(clock.now().getTime() + 3_600_000).toISOString(),
  })
  await shop.call('DELETE', `/conversations/${id}/snooze`)
  await shop.call('PUT', `/conversations/${id}/status`, { status: 'on_hold' })
  await close(id)
  await shop.call('DELETE', `/conversations/${id}/closure`)
  await shop.call('PUT', `/conversations/${id}/spam`, { isSpam: true })
  const contact = (
    await shop.call<{ id: string }>('POST', '/contacts', {
      name: 'Luc Martin',
      identities: [{ kind: 'email', value: `luc-${shop.slug}@mail.test` }],
    })
  ).body
  await shop.call('PATCH', `/contacts/${contact.id}`, { stage: 'customer', isVip: true, blocked: true })
  await shop.call('PUT', `/contacts/${contact.id}/records/order/88213`, { title: 'Bouquet', status: 'paid' })
  await app.settle()
  const types = new Set(told())
  expect([...types].length).toBeGreaterThan(12)
  for (const { payload } of peer.heard) {
    const checked = webhookPayload(payload.type).safeParse(payload)
    expect(checked.error?.issues, payload.type).toBeUndefined()
  }
  expect(webhookEventTypes).toContain('webhook.tested')
})

test('a webhook hears only what passes its filters', async () => {
  const team = (
    await shop.call<{ id: string }>('POST', '/teams', {
      ...{
        name: 'Livraisons',
        kind: 'digital',
        siteId: null,
        partnerId: null,
        calendarId: null,
        positions: null,
      },
    })
  ).body.id
  const types = ['conversation.updated', 'contact.created']
  await aWebhook({ types, teamIds: [team] })
  const tagged = await aPeer()
  await aWebhook({ types, tags: ['urgent'], url: tagged.url })
  const [first, second] = [await aConversation(), await aConversation()]
  await shop.call('PATCH', `/conversations/${first}`, { teamId: team })
  await shop.call('PATCH', `/conversations/${second}`, { tags: ['urgent'] })
  await app.settle()
  expect(peer.heard.map(({ payload }) => payload.data.conversationId)).toEqual([first])
  expect(tagged.heard.map(({ payload }) => payload.data.conversationId)).toEqual([second])
  await tagged.close()
})

test('the object comes along where it is asked for, as it is when sent, and its reading leaves a trace', async () => {
  const webhook = await aWebhook({ withObject: true, types: ['conversation.opened'] })
  const id = await aConversation()
  await app.settle()
  expect(peer.heard[0]!.payload.data.object).toMatchObject({
    id,
    contact: { name: 'Anna Pereira' },
    status: 'new',
  })
  const { items } = (
    await shop.call<{ items: { actor: object; subjectId: string }[] }>(
      'GET',
      `/audit?kind=access&subjectId=${id}`,
    )
  ).body
  expect(items).toHaveLength(1)
  expect(webhook.withObject).toBe(true)
})

describe('when the other program fails', () => {
  test('a delivery is tried again until it arrives, once, and the tries are shown', async () => {
    const webhook = await aWebhook({ types: ['conversation.opened'] })
    const answers = [500, 503, 200]
    peer.manner = () => answers.shift() ?? 299
    await aConversation()
    await app.settle()
    expect(await state(webhook.id)).toMatchObject({ waiting: 1, lastProblem: 'status_500' })
    for (const hours of [0.1, 0.1, 10]) {
      pass(hours)
      await app.settle()
    }
    expect(peer.heard).toHaveLength(3)
    expect(new Set(peer.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const [delivery] = await log(webhook.id)
    expect(delivery).toMatchObject({ state: 'delivered' })
    expect(delivery!.attempts.map(({ status, problem }) => [status, problem])).toEqual([
      [200, null],
      [503, 'status_503'],
      [500, 'status_500'],
    ])
  })

  test('what follows about the same conversation waits for it; what is about others does not', async () => {
    await aWebhook()
    const stuck = await aConversation()
    peer.manner = ({ payload }) => (payload.data.conversationId === stuck ? 500 : 200)
    await close(stuck)
    const other = await aConversation()
    await close(other)
    await app.settle()
    const heard = () =>
      peer.heard.map(({ payload }) => [
        payload.data.conversationId === stuck ? 'stuck' : 'other',
        payload.type,
      ])
    expect(heard().filter(([who]) => who === 'stuck')).toEqual([['stuck', 'conversation.opened']])
    expect(heard().filter(([who]) => who === 'other')).toHaveLength(2)
    peer.heard.length = 0
    peer.manner = () => 200
    pass(1)
    await app.settle()
    expect(heard()).toEqual([
      ['stuck', 'conversation.opened'],
      ['stuck', 'conversation.closed'],
    ])
  })

  test('of many events all arrive, each lane in its order, though tries fail and another node takes over', async () => {
    const webhook = await aWebhook({ types: ['contact.stage_changed'] })
    await eventsOf(12, 10)
    const arrived = new Map<string, number[]>()
    let asked = 0
    peer.manner = async ({ payload }) => {
      asked += 1
      if (asked === 40) await loseLease(webhook.id)
      if (asked % 7 === 0) return 500
      const { subject, seq } = payload.data
      arrived.set(subject.id, [...(arrived.get(subject.id) ?? []), seq])
      return 204
    }
    for (let round = 0; round < 60; round++) {
      await app.settle()
      if ((await state(webhook.id)).waiting === 0) break
      pass(1)
    }
    expect(arrived.size).toBe(12)
    for (const seqs of arrived.values()) {
      const once = [...new Set(seqs)]
      expect(once).toHaveLength(10)
      expect(once).toEqual(once.toSorted((one, other) => one - other))
    }
    const { rows } = await app.ground.db.pools.system.query(
      'select state, count(*) from webhook_deliveries where webhook_id = $1 group by state',
      [webhook.id],
    )
    expect(rows).toEqual([{ state: 'delivered', count: 120 }])
  })

  test('what is new while an address rests waits in the feed, is counted, and comes once it answers', async () => {
    const webhook = await aWebhook({ types: ['contact.stage_changed'] })
    peer.manner = () => 500
    await eventsOf(8, 1)
    await app.settle()
    expect((await state(webhook.id)).retryAt).not.toBeNull()
    await eventsOf(30, 1)
    await app.settle()
    expect((await state(webhook.id)).waiting).toBe(38)
    expect(await log(webhook.id)).toHaveLength(8)
    peer.manner = () => 204
    for (let round = 0; round < 5; round++) {
      pass(2)
      await app.settle()
    }
    expect(await state(webhook.id)).toMatchObject({ waiting: 0, failingSince: null })
    expect(await log(webhook.id, '?state=delivered&limit=100')).toHaveLength(38)
  })

  test('one that hangs holds up nobody else', async () => {
    const hanging = await aPeer(() => new Promise(() => {}))
    await aWebhook({ url: hanging.url, name: 'Muet' })
    await aWebhook({ types: ['conversation.opened'] })
    for (let index = 0; index < 20; index++) await aConversation()
    const start = performance.now()
    while (peer.heard.length < 20 && performance.now() - start < 5000)
      await new Promise(done => setTimeout(done, 20))
    expect(peer.heard).toHaveLength(20)
    await app.settle()
    // It was left alone after a few.
    expect(hanging.heard.length).toBeLessThan(20)
    await hanging.close()
  })

  test('SEC-2: one that answers a gigabyte, or leads inside, is cut short and counted as what it said', async () => {
    const sent = { bytes: 0 }
    const chunk = Buffer.alloc(65_536)
    const endless = await aPeer((_heard, response) => {
      response.writeHead(200)
      const more = () => {
        while (sent.bytes < 1_000_000_000 && !response.destroyed && response.write(chunk))
          sent.bytes += chunk.length
        sent.bytes += chunk.length
      }
      response.on('drain', more)
      more()
      return 'own way'
    })
    const astray = await aPeer((_heard, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end('gone there')
      return 'own way'
    })
    const types = ['conversation.opened']
    const [one, two] = [
      await aWebhook({ types, url: endless.url }),
      await aWebhook({ types, url: astray.url }),
    ]
    await aConversation()
    await app.settle()
    expect((await log(one.id))[0]).toMatchObject({ state: 'delivered' })
    expect(sent.bytes).toBeLessThan(20_000_000)
    const [delivery] = await log(two.id)
    expect(delivery).toMatchObject({
      state: 'waiting',
      attempts: [{ status: 302, problem: 'redirect', answer: 'gone there' }],
    })
    await endless.close()
    await astray.close()
  })

  test('SEC-2: a name that leads inside is never asked, and the log says why', async () => {
    const types = ['conversation.opened']
    const body = { name: 'Intérieur', url: 'https://metadata.invalid/hook', types }
    const { id } = (await shop.call<Made>('POST', '/webhooks', body)).body
    await aConversation()
    await app.settle()
    expect((await log(id))[0]!.attempts[0]).toMatchObject({ status: null, problem: 'name' })
    for (const url of ['https://10.0.0.1/', 'https://[::1]/', 'http://192.168.1.1/'])
      expect((await shop.call('POST', '/webhooks', { ...body, url })).body.code, url).toBe('webhook.inside')
  })

  test('after three days without a success it is disabled, the administrators are told, and it can be resumed', async () => {
    const boss = await aMember(app, shop, 'administrator', { name: 'Rose Petit' })
    const webhook = await aWebhook({ types: ['conversation.opened'] })
    peer.manner = () => 500
    await aConversation()
    for (let hour = 0; hour < 80; hour += 4) {
      await app.settle()
      pass(4)
    }
    await aConversation()
    await app.settle()
    expect(await state(webhook.id)).toMatchObject({ state: 'disabled', lastProblem: 'status_500' })
    const before = peer.heard.length
    await aConversation()
    await app.settle()
    expect(peer.heard).toHaveLength(before)
    const { rows } = await app.ground.db.pools.system.query<{ subject: string; text: string }>(
      `select mail ->> 'subject' as subject, mail ->> 'text' as text from deliveries
       where workspace_id = $1 and mail -> 'to' -> 0 ->> 'address' = $2`,
      [shop.id, boss.email],
    )
    expect(rows.map(({ subject }) => subject)).toEqual(['Webhook désactivé\u00a0: Boutique'])
    peer.manner = () => 200
    peer.heard.length = 0
    expect((await shop.call<Webhook>('DELETE', `/webhooks/${webhook.id}/pause`)).body).toMatchObject({
      state: 'active',
      failingSince: null,
    })
    const after = await aConversation()
    await app.settle()
    expect(peer.heard.map(({ payload }) => payload.data.conversationId)).toContain(after)
  })

  test('one that says it is gone is disabled at once', async () => {
    const webhook = await aWebhook({ types: ['conversation.opened'] })
    peer.manner = () => 410
    await aConversation()
    await app.settle()
    expect(await state(webhook.id)).toMatchObject({ state: 'disabled', lastProblem: 'status_410' })
    expect(peer.heard).toHaveLength(1)
  })
})

test('what was missed is sent again: one delivery, or all of a period, with the ids it had', async () => {
  const webhook = await aWebhook({ types: ['conversation.opened'] })
  const from = clock.now().toISOString()
  await aConversation()
  await app.settle()
  await shop.call('PUT', `/webhooks/${webhook.id}/pause`)
  const missed = await aConversation()
  await app.settle()
  expect(peer.heard).toHaveLength(1)
  expect((await shop.call('POST', `/webhooks/${webhook.id}/replays`, { from })).body.code).toBe(
    'webhook.not_active',
  )
  await shop.call('DELETE', `/webhooks/${webhook.id}/pause`)
  const replay = (body: object) => shop.call('POST', `/webhooks/${webhook.id}/replays`, body)
  expect((await replay({ from, onlyMissed: true })).body).toEqual({ count: 1 })
  await app.settle()
  expect(peer.heard.map(({ payload }) => payload.data.conversationId)).toContain(missed)
  expect(peer.heard).toHaveLength(2)
  expect((await replay({ from })).body).toEqual({ count: 2 })
  await app.settle()
  expect(peer.heard).toHaveLength(4)
  const [delivery] = await log(webhook.id)
  expect((await replay({ deliveryId: delivery!.id })).body).toEqual({ count: 1 })
  await app.settle()
  expect(peer.heard.at(-1)!.headers['webhook-id']).toBe(delivery!.id)
  expect((await replay({})).body.code).toBe('webhook.replay_what')
  expect((await replay({ from, to: from })).body.code).toBe('webhook.replay_reversed')
})

test('a test is sent to a webhook alone, even while it is paused', async () => {
  const webhook = await aWebhook()
  const other = await aPeer()
  await aWebhook({ url: other.url })
  await shop.call('PUT', `/webhooks/${webhook.id}/pause`)
  const made = await shop.call<WebhookDelivery>('POST', `/webhooks/${webhook.id}/tests`, {})
  expect(made.body).toMatchObject({ type: 'webhook.tested', state: 'waiting', attempts: [] })
  await app.settle()
  expect(told()).toEqual(['webhook.tested'])
  expect(peer.heard[0]!.payload.data.seq).toBeGreaterThan(0)
  expect(other.heard).toHaveLength(0)
  expect((await log(webhook.id))[0]).toMatchObject({ id: made.body.id, state: 'delivered' })
  await other.close()
})

test('SEC-3: after a rotation what is sent is known to both secrets, and the secret is never told again', async () => {
  const webhook = await aWebhook({ types: ['conversation.opened'] })
  const headers = { 'idempotency-key': 'rotation-1' }
  const turned = await shop.call<Made>('POST', `/webhooks/${webhook.id}/secrets`, {}, headers)
  expect(turned.body.secret).not.toBe(webhook.secret)
  expect(turned.body.oldSecretUntil).not.toBeNull()
  expect((await shop.call('POST', `/webhooks/${webhook.id}/secrets`, {}, headers)).body.code).toBe(
    'request.answered_once',
  )
  await aConversation()
  await app.settle()
  for (const secret of [webhook.secret, turned.body.secret])
    expect(isKnownTo(secret, peer.heard[0]!)).toBe(true)
  const row = await app.ground.db.system
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', webhook.id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain(webhook.secret.slice(6))
  expect(JSON.stringify(await state(webhook.id))).not.toContain('whsec_')
})

test('SEC-5: a key gets by a webhook nothing that its scopes keep from it', async () => {
  const key = await aKey(app, shop.id, { role: 'administrator', scopes: ['settings:write', 'settings:read'] })
  const body = { name: 'Curieux', url: peer.url, types: ['conversation.opened'] }
  expect(await key('POST', '/webhooks', body)).toMatchObject({
    status: 403,
    body: { code: 'request.scope_needed' },
  })
  const listener = await aKey(app, shop.id, {
    role: 'administrator',
    scopes: ['settings:write', 'events:read'],
  })
  expect((await listener('POST', '/webhooks', { ...body, withObject: true })).status).toBe(403)
  const made = await listener<Made>('POST', '/webhooks', body)
  expect(made.status).toBe(201)
  expect((await listener('PATCH', `/webhooks/${made.body.id}`, { withObject: true })).status).toBe(403)
  const open = await aWebhook({ withObject: true })
  expect((await listener('PATCH', `/webhooks/${open.id}`, { url: made.body.url })).status).toBe(403)
  expect(
    (await listener('POST', `/webhooks/${open.id}/replays`, { from: clock.now().toISOString() })).status,
  ).toBe(403)
})

test('what is done with webhooks is told in the audit, without the address’s query', async () => {
  const { id } = await aWebhook({ url: `${peer.url}?token=chut`, types: ['conversation.opened'] })
  await aConversation()
  await app.settle()
  expect(await log(id)).toHaveLength(1)
  await shop.call('PATCH', `/webhooks/${id}`, { name: 'Autre' })
  await shop.call('DELETE', `/webhooks/${id}`)
  const { items } = (
    await shop.call<{ items: { type: string }[] }>('GET', `/audit?subjectId=${id}&kind=change`)
  ).body
  expect(items.map(({ type }) => type)).toEqual(['webhook.deleted', 'webhook.updated', 'webhook.created'])
  expect(JSON.stringify(items)).not.toContain('chut')
  expect((await shop.call('GET', `/webhooks/${id}/deliveries`)).status).toBe(404)
  const { rows } = await app.ground.db.pools.system.query(
    'select from webhook_deliveries where webhook_id = $1',
    [id],
  )
  expect(rows).toEqual([])
})
