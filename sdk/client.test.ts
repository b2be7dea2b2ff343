import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { operationsSource } from '../scripts/sdk-source.ts'
import {
  type BoucleOptions,
  BoucleProblem,
  createBoucle,
  every,
  following,
  NotFromBoucle,
  readWebhook,
} from './src/index.ts'

interface Asked {
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
}

/** A Boucle that gives these answers in turn; an error is a network that fails. */
function aBoucle(answers: (Response | Error)[], more: Partial<BoucleOptions> = {}) {
  const asked: Asked[] = []
  const pauses: number[] = []
  const boucle = createBoucle({
    url: 'https://care.test/',
    key: 'bcl_key',
    pause: async ms => void pauses.push(ms),
    fetch: async (url, init) => {
      const { method = '', headers, body } = init ?? {}
      asked.push({
        method,
        url: String(url),
        headers: headers as Record<string, string>,
        body: body as string | null,
      })
      const answer = answers.shift() ?? new Error('nothing more')
      if (answer instanceof Error) throw answer
      return answer
    },
    ...more,
  })
  return { boucle, asked, pauses }
}
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

test('the operations are those of the contract: run node scripts/sdk.ts after changing it', () => {
  expect(readFileSync(new URL('src/operations.ts', import.meta.url), 'utf8')).toBe(operationsSource())
})

test('an operation goes where the contract says, its places filled and the rest in the query or the body', async () => {
  const { boucle, asked } = aBoucle([json({}), json({}), json({}), json({}), json({})])
  await boucle.conversations.get({ id: 'a/b' })
  await boucle.events.after({ after: 3, types: ['contact.created', 'message.*'] })
  await boucle.contacts.updateContact({ id: '1', name: 'Anna' })
  await boucle.conversations.reopen({ id: '1' })
  await boucle.workspaces.reactivateMember({ id: '1', withWork: true })
  expect(
    asked.map(({ method, url, body }) => [method, url.replace('https://care.test/api/v1', ''), body]),
  ).toEqual([
    ['GET', '/conversations/a%2Fb', undefined],
    ['GET', '/events?after=3&types%5B%5D=contact.created&types%5B%5D=message.*', undefined],
    ['PATCH', '/contacts/1', '{"name":"Anna"}'],
    ['DELETE', '/conversations/1/closure', undefined],
    ['DELETE', '/members/1/deactivation', '{"withWork":true}'],
  ])
  expect(asked[0]!.headers).toMatchObject({ authorization: 'Bearer bcl_key' })
  await expect(boucle.conversations.get({ id: '' })).rejects.toThrow('needs id')
})

test('what fails for a moment is tried again, later each time, under one idempotency key', async () => {
  const { boucle, asked, pauses } = aBoucle([
    new TypeError('fetch failed'),
    json({}, 503),
    json({}, 429, { 'retry-after': '30' }),
    json({ id: '1' }, 201),
  ])
  expect(await boucle.contacts.createContact({ name: 'Anna' })).toEqual({ id: '1' })
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(asked[0]!.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
  expect(pauses).toHaveLength(3)
  expect(pauses[1]!).toBeGreaterThan(700)
  expect(pauses[2]).toBe(30_000)
})

test('it gives up after the tries it has, and a change without a key is not made twice', async () => {
  const failing = aBoucle(
    Array.from({ length: 9 }, () => json({ code: 'request.busy', title: 'Busy' }, 503)),
    { retries: 2 },
  )
  await expect(failing.boucle.contacts.createContact({ name: 'Anna' })).rejects.toMatchObject({ status: 503 })
  expect(failing.asked).toHaveLength(3)
  const patch = aBoucle([new TypeError('fetch failed')])
  await expect(patch.boucle.contacts.updateContact({ id: '1', name: 'Anna' })).rejects.toThrow('fetch failed')
  expect(patch.asked).toHaveLength(1)
})

test('a refusal is a problem with its code, and is not tried again', async () => {
  const problem = { title: 'Déjà close.', code: 'conversation.already_closed', errors: [] }
  const { boucle, asked } = aBoucle([json(problem, 409)])
  const error = await boucle.conversations.close({ id: '1' }).catch(caught => caught)
  expect(error).toBeInstanceOf(BoucleProblem)
  expect(error).toMatchObject({ status: 409, code: 'conversation.already_closed', message: 'Déjà close.' })
  expect(asked).toHaveLength(1)
})

test('lists are walked page by page, and events from number to number', async () => {
  const pages = aBoucle([
    json({ items: [1, 2], next: 'c1' }),
    json({ items: [], next: 'c2' }),
    json({ items: [3], next: null }),
  ])
  const all = []
  for await (const item of every(pages.boucle.contacts.listContacts, { limit: 2 })) all.push(item)
  expect(all).toEqual([1, 2, 3])
  expect(pages.asked.map(({ url }) => new URL(url).searchParams.get('cursor'))).toEqual([null, 'c1', 'c2'])
  const feed = aBoucle([
    json({ items: ['a'], next: 9, more: true }),
    json({ items: [], next: 12, more: false }),
  ])
  const stretches = []
  for await (const stretch of following(feed.boucle.events.after, { after: 4 })) stretches.push(stretch)
  expect(stretches).toEqual([
    { events: ['a'], next: 9 },
    { events: [], next: 12 },
  ])
  expect(feed.asked.map(({ url }) => new URL(url).searchParams.get('after'))).toEqual(['4', '9'])
})

test('SEC-3: a webhook is read when it is Boucle’s and fresh; a changed byte, an old time or another secret is refused', () => {
  const secret = `whsec_${Buffer.from('a secret of a webhook, 32 bytes!').toString('base64')}`
  const other = `whsec_${Buffer.from('another secret, 32 bytes of it!!').toString('base64')}`
  const body = JSON.stringify({ type: 'webhook.tested', timestamp: new Date().toISOString(), data: {} })
  const signed = (at: Date) => ({
    'webhook-id': 'event-1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('event-1', at, body),
  })
  const now = signed(new Date())
  expect(readWebhook(secret, now, body)).toMatchObject({ type: 'webhook.tested', id: 'event-1' })
  expect(readWebhook([other, secret], new Headers(now), new TextEncoder().encode(body)).id).toBe('event-1')
  const refused = (headers: Record<string, string>, text = body, key = secret) =>
    expect(() => readWebhook(key, headers, text)).toThrow(NotFromBoucle)
  refused(now, body.replace('tested', 'Tested'))
  refused(now, body, other)
  refused({ ...now, 'webhook-id': 'event-2' })
  refused(signed(new Date(Date.now() - 6 * 60_000)))
  refused(signed(new Date(Date.now() + 6 * 60_000)))
  refused({})
})
