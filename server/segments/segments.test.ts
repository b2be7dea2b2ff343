import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import type { Rule, RuleHit } from '#contract/rules.ts'
import { type Segment, SegmentBody, type SegmentCondition } from '#contract/segments.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { segmentsOf } from './queries.ts'
import { aPerson, insertPeople, isHeld } from './testing/naive.ts'

let app: TestApp
let workspace: TestWorkspace
let boss: TestMember
let lea: TestMember

beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  boss = await aMember(app, workspace, 'supervisor', { name: 'Inès Roy' })
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
})

const attribute = (key: string, type: string, label = key) =>
  workspace.call('POST', '/attributes', { subject: 'contact', key, labelFr: label, labelEn: label, type })
const person = async (name: string, more: object = {}) =>
  (await workspace.call<Contact>('POST', '/contacts', { name, ...more })).body
const order = (contactId: string, id: string, more: object = {}) =>
  workspace.call('PUT', `/contacts/${contactId}/records/order/${id}`, { title: id, status: 'paid', ...more })
const write = (name: string, all: object[], more: object = {}) =>
  boss.call<Segment>('POST', '/segments', { name, body: { all }, ...more })
async function aSegment(name: string, all: object[], more: object = {}): Promise<Segment> {
  const made = await write(name, all, more)
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}
const preview = async (all: object[], more: object = {}) =>
  (
    await boss.call<{ count: number; isExact: boolean; people: { name: string }[] }>(
      'POST',
      '/segment-previews',
      { body: { all }, ...more },
    )
  ).body
const namesIn = async (all: object[]) => (await preview(all)).people.map(({ name }) => name).toSorted()
const standingOf = async (id: string, who: { call: TestMember['call'] } = lea) =>
  (await who.call<{ items: { name: string }[]; touch: string | null }>('GET', `/contacts/${id}/segments`))
    .body

test('M3: a segment is asked on each of the four families, and holds whom a plain reading of it holds', async () => {
  const now = new Date()
  const ages = fc.option(fc.integer({ min: 0, max: 90 }), { nil: null })
  const amounts = fc.option(fc.integer({ min: 0, max: 60 }), { nil: null })
  const condition: fc.Arbitrary<SegmentCondition> = fc.oneof(
    fc.record({
      on: fc.constant('age' as const),
      attribute: fc.constant('born'),
      from: ages,
      to: ages,
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('language' as const),
      is: fc.constantFrom<('fr' | 'en')[]>(['fr'], ['en'], ['fr', 'en']),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('postcode' as const),
      attribute: fc.constant('zip'),
      begins: fc.constantFrom<string[]>(['75'], ['690', 'b'], ['%']),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('dialCode' as const),
      is: fc.constantFrom<string[]>(['+33'], ['+32', '+44']),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('attribute' as const),
      family: fc.constant('psychographic' as const),
      attribute: fc.constantFrom('taste', 'visits', 'club', 'unknown'),
      value: fc.oneof(
        fc.record({
          is: fc.constant('equal' as const),
          to: fc.constantFrom<(string | number | boolean)[]>(
            ['pivoines blanches'],
            ['L’ÉTÉ '],
            ['ROSE', 3],
            [true],
            ['x'],
          ),
        }),
        fc.record({
          is: fc.constant('containing' as const),
          to: fc.constantFrom<string[]>(['pivoin*'], ['rose'], ['!!'], ['lys_']),
        }),
        fc.record({
          is: fc.constantFrom('atLeast' as const, 'atMost' as const),
          to: fc.integer({ min: 0, max: 5 }),
        }),
        fc.record({ is: fc.constant('present' as const) }),
      ),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('preferredChannel' as const),
      is: fc.constantFrom<string[]>(['phone'], ['email', 'chat']),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('stage' as const),
      is: fc.constantFrom<('customer' | 'lost' | 'prospect')[]>(['customer'], ['lost', 'prospect']),
      not: fc.boolean(),
    }),
    fc.record({ on: fc.constant('vip' as const), not: fc.boolean() }),
    fc.record({ on: fc.constant('known' as const), days: fc.constantFrom(1, 30, 400), not: fc.boolean() }),
    fc.record({
      on: fc.constant('records' as const),
      kind: fc.constantFrom('order', 'invoice'),
      status: fc.constantFrom<string[]>([], ['paid'], ['paid', 'open']),
      days: fc.constantFrom(null, 10, 100),
      what: fc.constantFrom('count' as const, 'amount' as const),
      from: amounts,
      to: amounts,
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('lastRecord' as const),
      kind: fc.constantFrom('order', 'invoice'),
      days: fc.constantFrom(5, 60),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('requests' as const),
      days: fc.constantFrom(5, 60),
      from: amounts,
      to: amounts,
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('satisfaction' as const),
      from: fc.constantFrom(null, 1, 4),
      to: fc.constantFrom(null, 2, 5),
      not: fc.boolean(),
    }),
    fc.record({
      on: fc.constant('tag' as const),
      is: fc.constantFrom<string[]>(['Mariage'], ['deuil', 'colis']),
      not: fc.boolean(),
    }),
  )
  const body = fc.record({
    all: fc.array(condition, { maxLength: 3 }),
    any: fc.array(condition, { maxLength: 2 }),
  })
  const people = await app.ground.db.inWorkspace(workspace.id, tx =>
    insertPeople(app.ground, tx, workspace, fc.sample(aPerson, { numRuns: 60, seed: 4 }), now),
  )
  expect(people.some(one => one.requests.length > 0 && one.scores.length > 0)).toBe(true)
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 8 }), async bodies => {
      const asked = bodies.map((one, index) => ({ id: idOf(index), body: SegmentBody.parse(one) }))
      const found = await app.ground.db.readWorkspace(workspace.id, tx =>
        segmentsOf(
          tx,
          now,
          asked,
          people.map(({ id }) => id),
        ),
      )
      for (const one of people)
        for (const { id, body: said } of asked)
          expect((found.get(one.id) ?? []).includes(id), JSON.stringify({ one, said })).toBe(
            isHeld(one, said, now),
          )
    }),
    { numRuns: 120 },
  )
})

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

test('M3: a segment counts whom it holds now, shows some of them, and changes as they do', async () => {
  await attribute('city', 'text')
  const anna = await person('Anna Pereira', { attributes: { city: 'Lyon' }, stage: 'customer' })
  await person('Bob Bell', { attributes: { city: 'LYON ' }, stage: 'lost' })
  await person('Chloé Diaz', { attributes: { city: 'Paris' }, stage: 'customer' })
  const fromLyon = {
    on: 'attribute',
    family: 'geographic',
    attribute: 'city',
    value: { is: 'equal', to: ['lyon'] },
  }
  expect(await preview([fromLyon])).toMatchObject({ count: 2, isExact: true })
  expect(await namesIn([fromLyon, { on: 'stage', is: ['customer'] }])).toEqual(['Anna Pereira'])
  const { id } = await aSegment('Lyon', [fromLyon])
  const counts = async () =>
    (await lea.call<{ items: { id: string; count: number }[] }>('GET', '/segment-counts')).body.items
  expect(await counts()).toMatchObject([{ id, count: 2, isExact: true }])
  await workspace.call('PATCH', `/contacts/${anna.id}`, { attributes: { city: 'Nice' } })
  expect(await counts()).toMatchObject([{ id, count: 1 }])
  const book = await lea.call<{ items: Contact[] }>('GET', `/contacts?segment=${id}`)
  expect(book.body.items.map(({ name }) => name)).toEqual(['Bob Bell'])
  const found = await lea.call<{ items: Contact[] }>('GET', `/contacts?segment=${id}&q=anna`)
  expect(found.body.items).toEqual([])
})

test('M4: the first segment that says a touch decides it, and the card tells why', async () => {
  const anna = await person('Anna Pereira', { isVip: true, stage: 'customer' })
  const bob = await person('Bob Bell', { stage: 'customer' })
  const customers = await aSegment('Clientèle', [{ on: 'stage', is: ['customer'] }], { touch: 'low' })
  const vips = await aSegment('VIP', [{ on: 'vip' }], { touch: 'high' })
  expect(await standingOf(anna.id)).toMatchObject({
    touch: 'low',
    items: [{ name: 'Clientèle' }, { name: 'VIP' }],
  })
  await boss.call('PUT', '/segments/order', { ids: [vips.id, customers.id] })
  expect((await standingOf(anna.id)).touch).toBe('high')
  expect(await standingOf(bob.id)).toMatchObject({ touch: 'low', items: [{ name: 'Clientèle' }] })
})

test('M3: what they buy and how often is behaviour: orders counted, summed and dated', async () => {
  const anna = await person('Anna Pereira')
  const bob = await person('Bob Bell')
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  await order(anna.id, 'A1', { amount: 80, currency: 'EUR', occurredAt: ago(3) })
  await order(anna.id, 'A2', { amount: 50, currency: 'EUR', occurredAt: ago(200) })
  await order(bob.id, 'B1', { amount: 20, currency: 'EUR', occurredAt: ago(300) })
  const orders = { on: 'records', kind: 'order', days: null, from: null, to: null }
  expect(await namesIn([{ ...orders, what: 'count', from: 2 }])).toEqual(['Anna Pereira'])
  expect(await namesIn([{ ...orders, what: 'amount', from: 100 }])).toEqual(['Anna Pereira'])
  expect(await namesIn([{ ...orders, what: 'amount', days: 30, from: 100 }])).toEqual([])
  expect(await namesIn([{ ...orders, what: 'count', days: 30, to: 0 }])).toEqual(['Bob Bell'])
  expect(await namesIn([{ on: 'lastRecord', kind: 'order', days: 30 }])).toEqual(['Anna Pereira'])
})

test('DAT-8: nobody under age is in a segment, nor who was erased or merged away', async () => {
  const anna = await person('Anna Pereira', { stage: 'customer' })
  await person('Zoé Petit', { stage: 'customer', isMinor: true })
  const customers = [{ on: 'stage', is: ['customer'] }]
  expect(await namesIn(customers)).toEqual(['Anna Pereira'])
  const double = await person('A. Pereira', { stage: 'customer' })
  expect(await namesIn(customers)).toEqual(['A. Pereira', 'Anna Pereira'])
  await workspace.call('POST', `/contacts/${anna.id}/merges`, { otherId: double.id })
  expect(await namesIn(customers)).toEqual(['Anna Pereira'])
})

test('nobody is sorted by their health or beliefs, by a card that is not there, or by nothing', async () => {
  await attribute('illness', 'text', 'Maladie chronique')
  await attribute('city', 'text')
  const code = async (all: object[]) => (await write('Non', all)).body as unknown as { code: string }
  const asks = (key: string, to = ['x']) => ({
    on: 'attribute',
    family: 'psychographic',
    attribute: key,
    value: { is: 'equal', to },
  })
  expect(await code([asks('illness')])).toMatchObject({ code: 'segment.sensitive' })
  expect(await code([asks('city', ['diabétique'])])).toMatchObject({ code: 'segment.sensitive' })
  expect(await code([asks('nowhere')])).toMatchObject({ code: 'request.not_found' })
  expect(await code([{ on: 'age', attribute: 'city', from: 18, to: null }])).toMatchObject({
    code: 'segment.age_needs_day',
  })
  expect(await code([])).toMatchObject({ code: 'segment.empty' })
  expect(await code([{ on: 'company', is: [workspace.teamId] }])).toMatchObject({ code: 'request.not_found' })
})

test('Q15: a rule asks for a segment and for a touch; what is used is not deleted, and comes back', async () => {
  const segment = await aSegment('VIP', [{ on: 'vip' }], { touch: 'high' })
  const rule = async (name: string, all: object[], tag: string) => {
    const body = { all, actions: [{ do: 'addTag', tag }] }
    return (await boss.call<Rule>('POST', '/rules', { name, state: 'enabled', body })).body
  }
  const byside = await rule('Segment', [{ on: 'segment', is: [segment.id] }], 'vip')
  await rule('Tactile', [{ on: 'touch', is: ['high'] }], 'soin')
  await person('Anna Pereira', { isVip: true, identities: [{ kind: 'email', value: 'anna@mail.test' }] })
  const received = async (from: string) => {
    const { body } = await workspace.call(
      'POST',
      `/channels/${workspace.channelId}/raw`,
      aMail({ to: workspace.address, from }),
    )
    await app.settle()
    const tags = (await boss.call<{ tags: string[] }>('GET', `/conversations/${body.conversationId}`)).body
      .tags
    const hits = (
      await boss.call<{ items: RuleHit[] }>('GET', `/conversations/${body.conversationId}/rule-hits`)
    ).body
    return { tags: tags.toSorted(), hits: hits.items.length }
  }
  expect(await received('Anna <anna@mail.test>')).toEqual({ tags: ['soin', 'vip'], hits: 2 })
  expect(await received('Bob <bob@mail.test>')).toEqual({ tags: [], hits: 0 })
  const listed = async () => (await boss.call<{ items: Segment[] }>('GET', '/segments')).body.items
  expect(await listed()).toMatchObject([{ usedBy: [{ kind: 'rule', name: 'Segment' }] }])
  const removed = await boss.call('DELETE', `/segments/${segment.id}`)
  expect(removed.status).toBe(409)
  expect(removed.body).toMatchObject({ code: 'segment.in_use' })
  await boss.call('DELETE', `/rules/${byside.id}`)
  expect((await boss.call('DELETE', `/segments/${segment.id}`)).status).toBe(200)
  expect(await listed()).toEqual([])
  await boss.call('POST', `/segments/${segment.id}/restoration`)
  expect(await listed()).toMatchObject([{ name: 'VIP', touch: 'high' }])
})

test('of two who change a segment, the second is told; its order is said whole', async () => {
  const one = await aSegment('Un', [{ on: 'vip' }])
  const two = await aSegment('Deux', [{ on: 'vip' }])
  await boss.call('PATCH', `/segments/${one.id}`, { name: 'Premier', seenVersion: 1 })
  expect(
    (await boss.call('PATCH', `/segments/${one.id}`, { name: 'Autre', seenVersion: 1 })).body,
  ).toMatchObject({
    code: 'segment.changed_meanwhile',
  })
  expect((await boss.call('PUT', '/segments/order', { ids: [two.id] })).body).toMatchObject({
    code: 'segment.whole_order',
  })
  expect((await lea.call('POST', '/segments', { name: 'Non', body: { all: [{ on: 'vip' }] } })).status).toBe(
    403,
  )
})
