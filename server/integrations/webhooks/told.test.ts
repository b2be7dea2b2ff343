import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  askableTypes,
  type WebhookEventType,
  webhookEventTypes,
  webhookPayload,
} from '#contract/webhook-events.ts'
import { internalEvents } from '#server/platform/event-types.ts'
import { readNetworks } from '#server/platform/outside.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { aPeer } from '../testing/peer.ts'

let database: OwnDatabase
let app: TestApp
let shop: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, config: { webhookNetworks: readNetworks('127.0.0.1')! } })
  shop = await aWorkspace(app)
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

const done = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
  const answer = await shop.call<Body>(method, path, body)
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
  return answer.body
}
const aConversation = async (from: string, headers: Record<string, string> = {}, messageId?: string) => {
  const raw = aMail({
    to: shop.address,
    from: `Anna Pereira <${from}>`,
    headers,
    ...(messageId && { messageId }),
  })
  const { conversationId } = await done<{ conversationId: string }>(
    'POST',
    `/channels/${shop.channelId}/raw`,
    raw,
  )
  return conversationId
}

test('Q27: a type of event is published or internal, never both, and each internal one says why', () => {
  expect(webhookEventTypes.filter(type => type in internalEvents)).toEqual([])
  for (const [type, reason] of Object.entries(internalEvents)) expect(reason.length, type).toBeGreaterThan(10)
})

test('Q27: other programs are told of merges, splits, links, redactions, side conversations, holds and erasure', async () => {
  const peer = await aPeer()
  await done('POST', '/webhooks', { name: 'Tout', url: peer.url, types: askableTypes })
  const [id, otherId] = [
    await aConversation('anna@mail.test', {}, '<premier@mail.test>'),
    await aConversation('ines@mail.test'),
  ]
  // Of the same thread: what follows it may become a conversation of its own.
  await aConversation('anna@mail.test', { 'In-Reply-To': '<premier@mail.test>' })
  const { items } = await done<{ items: { id: string; direction: string }[] }>(
    'GET',
    `/conversations/${id}/messages`,
  )
  await app.settle() // no acknowledgement on its way says the words any more
  const came = items.find(({ direction }) => direction === 'in')!
  await done('POST', `/conversations/${id}/messages/${came.id}/redactions`, {
    ...{ words: 'bouquet', reason: 'Donnée de santé.', confirmed: true },
  })
  const { id: splitId } = await done<{ id: string }>('POST', `/conversations/${id}/splits`, {
    fromMessageId: items.at(-1)!.id,
  })
  await done('DELETE', `/conversations/${splitId}/split`)
  await done('PUT', `/conversations/${id}/links/${otherId}`)
  await done('DELETE', `/conversations/${id}/links/${otherId}`)
  const side = await done<{ id: string }>('POST', `/conversations/${id}/side-conversations`, {
    ...{ to: [{ address: 'atelier@mail.test' }], subject: 'Stock', text: 'En reste-t-il ?' },
  })
  await done('PUT', `/conversations/${id}/side-conversations/${side.id}/closure`)
  const person = (name: string) => done<{ id: string }>('POST', '/contacts', { name })
  const [one, two] = [await person('Luc Martin'), await person('Luc Martin')]
  const merge = await done<{ id: string }>('POST', `/contacts/${one.id}/merges`, { otherId: two.id })
  await done('DELETE', `/contacts/${one.id}/merges/${merge.id}`)
  await done('PUT', `/contacts/${one.id}/legal-hold`, { reason: 'Litige en cours.' })
  await done('DELETE', `/contacts/${one.id}/legal-hold`)
  await done('POST', `/contacts/${one.id}/rights-requests`, { kind: 'erasure' })
  await done('POST', `/contacts/${one.id}/erasure`, { typed: 'effacer' })
  await app.settle()
  const told = new Set(peer.heard.map(({ payload }) => payload.type))
  const expected: WebhookEventType[] = [
    ...(['message.redacted', 'conversation.split', 'conversation.linked'] as const),
    ...(['conversation.unlinked', 'side_conversation.opened', 'side_conversation.closed'] as const),
    ...(['contact.merged', 'contact.merged_into', 'contact.unmerged', 'contact.restored'] as const),
    ...(['contact.held', 'contact.hold_lifted', 'contact.erased'] as const),
    ...(['rights_request.opened', 'rights_request.decided'] as const),
  ]
  expect(expected.filter(type => !told.has(type))).toEqual([])
  for (const { payload, body } of peer.heard) {
    const checked = webhookPayload(payload.type).safeParse(payload)
    expect(checked.error?.issues, payload.type).toBeUndefined()
    for (const word of ['Anna', 'Luc', 'atelier', 'bouquet', 'Litige', '@mail.test'])
      expect(body, payload.type).not.toContain(word)
  }
  const { rows } = await app.ground.db.pools.system.query<{ type: string }>(
    'select distinct type from events where workspace_id = $1',
    [shop.id],
  )
  const known: string[] = [...webhookEventTypes, ...Object.keys(internalEvents)]
  expect(rows.map(({ type }) => type).filter(type => !known.includes(type))).toEqual([])
  await peer.close()
})

test('Q15 Q27: a rule tells the webhook that it names, signed as ever, and no other', async () => {
  const [named, other] = [await aPeer(), await aPeer()]
  const { id: webhookId } = await done<{ id: string }>('POST', '/webhooks', {
    ...{ name: 'Nommé', url: named.url, types: ['conversation.closed'] },
  })
  await done('POST', '/webhooks', { name: 'Autre', url: other.url, types: ['conversation.closed'] })
  await done('POST', '/rules', {
    name: 'Appel',
    state: 'enabled',
    body: {
      all: [{ on: 'words', has: ['bouquet'] }],
      actions: [{ do: 'webhook', webhookId }],
    },
  })
  const id = await aConversation('lise@mail.test')
  await app.settle()
  expect(named.heard.map(({ payload }) => payload.type)).toEqual(['rule.called'])
  const { payload } = named.heard[0]!
  expect(webhookPayload('rule.called').safeParse(payload).error?.issues).toBeUndefined()
  expect(payload.data).toMatchObject({ conversationId: id, values: { name: 'Appel', webhookId } })
  expect(named.heard[0]!.headers['webhook-signature']).toMatch(/^v1,/)
  expect(other.heard).toEqual([])
  const missing = await shop.call('POST', '/rules', {
    name: 'Personne',
    body: { actions: [{ do: 'webhook', webhookId: id }] },
  })
  expect(missing.status).toBe(404)
  await named.close()
  await other.close()
})
