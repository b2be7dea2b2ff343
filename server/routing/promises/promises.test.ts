import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PromiseConditions, PromiseTarget } from '#contract/promises.ts'
import { openPage } from '#server/platform/testing/pages.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { type Dated, type Facts, givenTo, isFor, weakestTo } from './choosing.ts'
import { countingIn } from './counting.ts'

// A Tuesday at eleven in Paris; houses are there from Monday to Friday, nine to six.
const tuesday = new Date('2026-03-10T10:00:00Z')
let now = tuesday
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let shop: TestWorkspace

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  now = tuesday
  shop = await aWorkspace(app)
})

const at = (time: string) => {
  now = new Date(time)
}
const openHours = (amount: number): PromiseTarget => ({ amount, unit: 'openHour' })
async function promise(body: object): Promise<string> {
  const made = await shop.call<{ id: string }>('POST', '/sla-policies', {
    name: 'Premium',
    first: openHours(8),
    ...body,
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id
}
async function received(options: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const { body } = await shop.call<{ conversationId: string }>(
    'POST',
    `/channels/${shop.channelId}/raw`,
    aMail({ to: shop.address, from: 'anna@mail.test', ...options }),
  )
  return body.conversationId
}
const shown = async (id: string) =>
  (
    await shop.call<{
      dueAt: string | null
      promisedBy: { name: string } | null
      contact: { id: string }
      version: number
    }>('GET', `/conversations/${id}`)
  ).body
const dueAt = async (id: string) => (await shown(id)).dueAt
/** What is shown remembers for two seconds at most what another node changed; this node hears of it at once. */
const minute = async () => {
  // What this node does beside holds rows, and leaves them to the next minute.
  await app.settle()
  await app.timePromises.chores.timers!.find(({ name }) => name === 'promises.tell')!.run()
}
const toldLate = async () =>
  (
    await shop.call<{ items: { type: string; conversationId: string; data: { policyId: string | null } }[] }>(
      'GET',
      '/events?after=0&limit=200',
    )
  ).body.items.filter(({ type }) => type === 'conversation.overdue')

describe('a time promise', () => {
  test('X9, E47: VIPs are promised an answer within eight opening hours, others the promise of the house', async () => {
    const id = await received()
    expect(await shown(id)).toMatchObject({ dueAt: '2026-03-12T10:00:00.000Z', promisedBy: null })
    await promise({ conditions: { vip: true } })
    expect(await dueAt(id)).toBe('2026-03-12T10:00:00.000Z')
    const { contact } = await shown(id)
    expect((await shop.call('PATCH', `/contacts/${contact.id}`, { isVip: true })).status).toBe(200)
    // Seven hours are left of Tuesday; the eighth is on Wednesday morning.
    expect(await shown(id)).toMatchObject({
      dueAt: '2026-03-11T09:00:00.000Z',
      promisedBy: { name: 'Premium' },
    })
    const list = await shop.call<{ items: { id: string; dueAt: string }[] }>('GET', '/conversations?view=all')
    expect(list.body.items.find(row => row.id === id)?.dueAt).toBe('2026-03-11T09:00:00.000Z')
  })

  test('X9: eight hours of the clock are another setting than eight opening hours', async () => {
    const id = await received()
    const policy = await promise({ first: { amount: 8, unit: 'clockHour' } })
    expect(await dueAt(id)).toBe('2026-03-10T18:00:00.000Z')
    await shop.call('PATCH', `/sla-policies/${policy}`, { first: openHours(8) })
    expect(await dueAt(id)).toBe('2026-03-11T09:00:00.000Z')
  })

  test('is asked again whenever what it hangs on changes: priority, hours, itself', async () => {
    const id = await received()
    const policy = await promise({ conditions: { priorities: ['urgent'] }, first: openHours(1) })
    expect(await dueAt(id)).toBe('2026-03-12T10:00:00.000Z')
    expect((await shop.call('PATCH', `/conversations/${id}`, { priority: 'urgent' })).status).toBe(200)
    expect(await dueAt(id)).toBe('2026-03-10T11:00:00.000Z')
    const days = { mon: [['09:00', '18:00']], tue: [['14:00', '18:00']] }
    expect((await shop.call('PATCH', `/calendars/${shop.calendarId}`, { weeklyHours: days })).status).toBe(
      200,
    )
    expect(await dueAt(id)).toBe('2026-03-10T14:00:00.000Z')
    await shop.call('PATCH', `/sla-policies/${policy}`, { enabled: false })
    expect(Date.parse((await dueAt(id))!)).toBeGreaterThan(Date.parse('2026-03-12T09:59:00Z'))
    await shop.call('PATCH', `/sla-policies/${policy}`, { enabled: true })
    expect(await dueAt(id)).toBe('2026-03-10T14:00:00.000Z')
    expect((await shop.call('DELETE', `/sla-policies/${policy}`)).status).toBe(200)
    expect(await dueAt(id)).not.toBe('2026-03-10T14:00:00.000Z')
  })

  test('the first that is made for a request decides; their order can be changed', async () => {
    const id = await received()
    const slow = await promise({ name: 'Lente', first: openHours(4) })
    await promise({ name: 'Vive', first: openHours(1) })
    expect((await shown(id)).promisedBy?.name).toBe('Lente')
    await shop.call('PATCH', `/sla-policies/${slow}`, { position: 7 })
    expect(await shown(id)).toMatchObject({
      promisedBy: { name: 'Vive' },
      dueAt: '2026-03-10T11:00:00.000Z',
    })
  })

  test('the next answers may have a time of their own; without one, that of the first', async () => {
    const lea = await aMember(app, shop, 'adviser', { teamIds: [shop.teamId] })
    const policy = await promise({ first: openHours(4), next: openHours(1) })
    const id = await received({ messageId: '<un@mail.test>' })
    expect(await dueAt(id)).toBe('2026-03-10T14:00:00.000Z')
    await lea.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
    expect(await dueAt(id)).toBeNull()
    at('2026-03-10T11:00:00Z')
    await received({ headers: { 'In-Reply-To': '<un@mail.test>' } })
    expect(await dueAt(id)).toBe('2026-03-10T12:00:00.000Z')
    await shop.call('PATCH', `/sla-policies/${policy}`, { next: null })
    expect(await dueAt(id)).toBe('2026-03-10T15:00:00.000Z')
  })

  test('E33: who was promised sooner is told of sooner, once, with the promise that was broken', async () => {
    const first = await received({ from: 'luc@mail.test' })
    at('2026-03-10T10:30:00Z')
    const second = await received()
    const { contact } = await shown(second)
    await shop.call('PATCH', `/contacts/${contact.id}`, { isVip: true })
    const policy = await promise({ conditions: { vip: true }, first: openHours(1) })
    at('2026-03-10T11:29:00Z')
    await minute()
    expect(await toldLate()).toEqual([])
    at('2026-03-10T11:31:00Z')
    await minute()
    await minute()
    expect(await toldLate()).toMatchObject([{ conversationId: second, data: { policyId: policy } }])
    at('2026-03-12T10:01:00Z')
    await minute()
    expect((await toldLate()).map(event => event.conversationId)).toEqual([second, first])
  })

  test('M16: a partner is told when an answer is due, and not to whom such promises are made', async () => {
    const partner = await aMember(app, shop, 'partner', { teamIds: [shop.teamId], visibleFields: ['name'] })
    const id = await received()
    await promise({ name: 'Grands comptes', first: openHours(1) })
    const { body, text } = await partner
      .call<{ dueAt: string; promisedBy: { name: string } }>('GET', `/conversations/${id}`)
      .then(answer => ({ ...answer, text: JSON.stringify(answer.body) }))
    expect(body).toMatchObject({ dueAt: '2026-03-10T11:00:00.000Z', promisedBy: { name: '' } })
    expect(text).not.toContain('Grands comptes')
  })

  test('names only things of its own workspace', async () => {
    const other = await aWorkspace(app)
    const refused = await shop.call('POST', '/sla-policies', {
      name: 'Ailleurs',
      first: openHours(1),
      conditions: { teams: [other.teamId] },
    })
    expect(refused.status).toBe(404)
  })
})

describe('tried on the last month', () => {
  test('it counts the answers that would have been in time, late ones and those that never came', async () => {
    const lea = await aMember(app, shop, 'adviser', { teamIds: [shop.teamId] })
    const [soon, late] = [
      await received({ from: 'a@mail.test' }),
      await received({ from: 'b@mail.test' }),
      await received({ from: 'c@mail.test' }),
    ]
    at('2026-03-10T11:00:00Z')
    await lea.call('POST', `/conversations/${soon}/messages`, { text: 'Bonjour' })
    at('2026-03-10T13:00:00Z')
    await lea.call('POST', `/conversations/${late}/messages`, { text: 'Bonjour' })
    const tried = async (amount: number) =>
      (
        await shop.call('POST', '/sla-policies/trial', {
          conditions: {},
          first: openHours(amount),
        })
      ).body
    expect(await tried(2)).toEqual({ asked: 3, kept: 1, isPartial: false })
    expect(await tried(3)).toEqual({ asked: 2, kept: 2, isPartial: false })
    expect(await tried(4)).toEqual({ asked: 2, kept: 2, isPartial: false })
  })
})

describe('told to the customer', () => {
  test('E27, E33: the acknowledgement says what the channel promises to anyone, the request page what is promised to them', async () => {
    await promise({ name: 'VIP', conditions: { vip: true }, first: openHours(1) })
    await promise({ name: 'Courrier', conditions: { channels: [shop.channelId] }, first: openHours(4) })
    const id = await received()
    await app.settle()
    const { body } = await shop.call<{ items: { type: string; data: { dueAt?: string } }[] }>(
      'GET',
      '/events?after=0&limit=200',
    )
    const said = body.items.find(({ type }) => type === 'conversation.acknowledged')
    expect(said?.data.dueAt).toBe('2026-03-10T14:00:00.000Z')
    const mail = await app.ground.db.system
      .selectFrom('deliveries')
      .select('mail')
      .where('workspace_id', '=', shop.id)
      .where('purpose', '=', 'acknowledgement')
      .executeTakeFirstOrThrow()
    const { text } = mail.mail as { text: string }
    expect(text).toContain('15\u00a0h')
    const [path] = /\/r\/[\w-]{43}/.exec(text)!
    const next = async () => (await openPage(app, path)).body
    expect(await next()).toContain('15\u00a0h')
    const { contact } = await shown(id)
    await shop.call('PATCH', `/contacts/${contact.id}`, { isVip: true })
    expect(await next()).toContain('12\u00a0h')
    expect(await next()).not.toContain('15\u00a0h')
  })
})

describe('in public', () => {
  const page = async (language = 'fr') =>
    (
      await app.http.inject({
        url: `/contact/${shop.slug}`,
        headers: { 'accept-language': language },
      })
    ).body
  beforeEach(async () => {
    const { items } = (await shop.call<{ items: { id: string }[] }>('GET', '/brands')).body
    await shop.call('PATCH', `/brands/${items[0]!.id}`, {
      termsUrl: 'https://www.bleuet.test/cgv',
      returnsUrl: 'https://www.bleuet.test/retours',
    })
    await shop.call('PATCH', '/contact-page', { answerPromise: 'opening' })
    expect((await shop.call('POST', '/contact-page/publication')).status).toBe(201)
  })

  test('E27, X9: the contact page prints how the promise of a channel counts', async () => {
    expect(await page()).toContain('Réponse sous 48\u00a0h, ou à notre réouverture.')
    await promise({
      first: { amount: 2, unit: 'jourOuvre' },
      conditions: { channels: [shop.channelId] },
    })
    expect(await page()).toContain(
      'Réponse sous 2\u00a0jours ouvrés (du lundi au vendredi, hors jours fériés).',
    )
    expect(await page('en')).toContain('Answer within 2\u00a0working days (Monday to Friday')
  })

  test('E27: a promise to some is not published to all; a weaker one to some is', async () => {
    await promise({ conditions: { vip: true }, first: openHours(1) })
    expect(await page()).toContain('Réponse sous 48\u00a0h, ou à notre réouverture.')
    await promise({ conditions: { languages: ['en'] }, first: { amount: 5, unit: 'jourOuvrable' } })
    expect(await page()).toContain('Réponse sous 5\u00a0jours ouvrables (du lundi au samedi')
  })
})

describe('what days count', () => {
  const rules = {
    timeZone: 'Europe/Paris',
    weeklyHours: { tue: [['14:00', '18:00'] as [string, string]] },
    holidays: 'FR' as const,
    exceptions: [{ date: '2026-05-12', label: 'Fermé', hours: [] }],
  }
  // Friday 8 May is a public holiday; Ascension is Thursday 14 May.
  test.each([
    ['jourOuvre', 1, '2026-05-07T10:00:00Z', '2026-05-11T10:00:00.000Z'],
    ['jourOuvrable', 1, '2026-05-07T10:00:00Z', '2026-05-09T10:00:00.000Z'],
    ['jourOuvre', 3, '2026-05-11T10:00:00Z', '2026-05-15T10:00:00.000Z'],
    // What comes on a Sunday counts from Monday on, to the end of its last day.
    ['jourOuvre', 1, '2026-05-10T10:00:00Z', '2026-05-11T22:00:00.000Z'],
    ['jourOuvrable', 2, '2026-05-10T10:00:00Z', '2026-05-12T22:00:00.000Z'],
    // Over the change of the clock, at the same time by the clock there.
    ['jourOuvre', 1, '2026-03-27T11:00:00Z', '2026-03-30T10:00:00.000Z'],
    ['clockHour', 8, '2026-05-07T20:00:00Z', '2026-05-08T04:00:00.000Z'],
  ] as const)('%s, %i from %s on: %s', (unit, amount, since, due) => {
    const dueOf = countingIn(rules, app.workspaces.calendars)
    expect(dueOf({ unit, amount }, new Date(since)).toISOString()).toBe(due)
  })

  test('jours ouvrables are never later than as many jours ouvrés', () => {
    const dueOf = countingIn(rules, app.workspaces.calendars)
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 30 }),
        (since, amount) =>
          dueOf({ unit: 'jourOuvrable', amount }, since) <= dueOf({ unit: 'jourOuvre', amount }, since),
      ),
    )
  })
})

describe('choosing', () => {
  const conditions = fc.record<PromiseConditions>({
    channels: fc.subarray(['c1', 'c2']),
    reasons: fc.subarray(['r1']),
    teams: fc.subarray(['t1']),
    languages: fc.subarray(['fr', 'en']),
    priorities: fc.subarray(['high', 'urgent']),
    vip: fc.boolean(),
    segments: fc.subarray(['s1', 's2']),
    touches: fc.subarray(['high', 'low']),
    complaint: fc.boolean(),
    moment: fc.boolean(),
    attributes: fc.subarray([{ key: 'offre', values: ['Prémium'] }]),
  })
  const request = fc.record<Facts & { since: Date }>({
    contactId: fc.constant('p1'),
    since: fc.constant(tuesday),
    isFirst: fc.boolean(),
    channelId: fc.constantFrom('c1', 'c2', null),
    reasonId: fc.constantFrom('r1', null),
    teamId: fc.constantFrom('t1', null),
    language: fc.constantFrom('fr', 'en', null),
    priority: fc.constantFrom('normal', 'high', 'urgent'),
    isVip: fc.boolean(),
    isComplaint: fc.boolean(),
    isMoment: fc.boolean(),
    segmentIds: fc.subarray(['s1', 's2']),
    touch: fc.constantFrom('high', 'low', null),
    attributes: fc.constantFrom({}, { offre: 'PREMIUM' }, { offre: 'base' }),
  })
  const policies = fc.array(
    fc.record({ conditions, amount: fc.integer({ min: 1, max: 99 }), id: fc.uuid() }).map(
      ({ amount, ...policy }): Dated => ({
        policy: { ...policy, name: policy.id, first: openHours(amount), next: null },
        dueOf: (target, since) => new Date(since.getTime() + target.amount * 3_600_000),
      }),
    ),
    { maxLength: 6 },
  )
  const own = (since: Date) => new Date(since.getTime() + 48 * 3_600_000)

  test('E27: what is published is never sooner than what any request of the channel is then given', () => {
    fc.assert(
      fc.property(policies, request, (all, one) => {
        const { since, isFirst, channelId } = one
        expect(weakestTo(all, own, { since, isFirst, channelId }).dueAt.getTime()).toBeGreaterThanOrEqual(
          givenTo(all, own, one).dueAt.getTime(),
        )
      }),
    )
  })

  test('a value of a card is found whatever its case and accents, and nothing else', () => {
    const wants = {
      ...{ channels: [], reasons: [], teams: [], languages: [], priorities: [], vip: false },
      ...{ segments: [], touches: [], complaint: false, moment: false },
      attributes: [{ key: 'offre', values: ['Prémium'] }],
    }
    expect(isFor(wants, { attributes: { offre: ' PREMIUM' } })).toBe('yes')
    expect(isFor(wants, { attributes: { offre: 'premiums' } })).toBe('no')
    expect(isFor(wants, { attributes: {} })).toBe('no')
    expect(isFor(wants, {})).toBe('maybe')
  })
})
