import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedEvent } from '#contract/events.ts'
import { aKey, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
beforeAll(async () => {
  app = await testApp({ running: false })
  shop = await aWorkspace(app)
})
afterAll(() => app?.close())

interface Feed {
  items: FeedEvent[]
  last: number
  next: number
  more: boolean
}

/** Everything that follows a number, as a program fetches it. */
async function follow(query: string, after = 0): Promise<FeedEvent[]> {
  const all: FeedEvent[] = []
  for (let place = after; ; ) {
    const { status, body } = await shop.call<Feed>('GET', `/events?after=${place}${query}`)
    expect(status).toBe(200)
    all.push(...body.items)
    if (!body.more) return all
    expect(body.next).toBeGreaterThan(place)
    place = body.next
  }
}

test('D26 Q27: a program that follows the events of some types misses none and gets none twice, in pages of any size', async () => {
  for (let number = 0; number < 12; number++) {
    const { id } = (await shop.call<{ id: string }>('POST', '/contacts', { name: `Anna ${number}` })).body
    await shop.call('PATCH', `/contacts/${id}`, { stage: 'customer' })
  }
  const everything = await follow('')
  const of = (...types: string[]) =>
    everything.filter(({ type }) => types.includes(type)).map(({ seq }) => seq)
  expect(of('contact.stage_changed')).toHaveLength(12)
  for (const limit of [1, 5, 1000]) {
    const seqs = async (types: string) => (await follow(`&limit=${limit}&${types}`)).map(({ seq }) => seq)
    expect(await seqs('types=contact.stage_changed')).toEqual(of('contact.stage_changed'))
    expect(await seqs('types[]=contact.stage_changed&types[]=contact.created')).toEqual(
      of('contact.stage_changed', 'contact.created'),
    )
    expect(await seqs('types=contact.*')).toEqual(
      everything.filter(({ type }) => type.startsWith('contact.')).map(({ seq }) => seq),
    )
    expect(await seqs('types=nothing.such')).toEqual([])
  }
  expect((await shop.call('GET', '/events?after=0&types=Contact')).status).toBe(422)
})

test('D26: a number that a restored backup has not reached is refused, for nothing would be heard until it is', async () => {
  const { last } = (await shop.call<Feed>('GET', '/events')).body
  expect((await shop.call<Feed>('GET', `/events?after=${last}`)).body).toMatchObject({
    items: [],
    next: last,
  })
  const ahead = await shop.call('GET', `/events?after=${last + 1}`)
  expect([ahead.status, ahead.body.code]).toEqual([409, 'request.ahead'])
  expect(JSON.stringify(ahead.body)).toContain(String(last))
})

test('a key needs the scope of events, and no other', async () => {
  const reader = await aKey(app, shop.id, { role: 'adviser', scopes: ['events:read'] })
  expect((await reader<Feed>('GET', '/events?after=0')).body.items.length).toBeGreaterThan(0)
  const other = await aKey(app, shop.id, { role: 'adviser', scopes: ['conversations:read'] })
  expect((await other('GET', '/events?after=0')).body.code).toBe('request.scope_needed')
})
