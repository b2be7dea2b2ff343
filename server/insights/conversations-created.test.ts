import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConversationsCreated } from '#contract/insights.ts'
import {
  type Answer,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { createdStatement } from './queries.ts'

let app: TestApp
let shop: TestWorkspace
let now = new Date('2026-11-22T10:00:00Z')

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())
beforeEach(async () => {
  now = new Date('2026-11-22T10:00:00Z')
  shop = await aWorkspace(app)
})

/** Opens a conversation at an instant, as a member notes what a customer asked. */
async function opened(at: string, more: Record<string, unknown> = {}): Promise<string> {
  now = new Date(at)
  const { body, status } = await shop.call<{ id: string }>('POST', '/conversations', {
    to: { name: 'Anna', address: 'anna@mail.test' },
    subject: 'Bouquet',
    message: { direction: 'in', text: 'Où est mon bouquet ?' },
    ...more,
  })
  expect(status).toBe(201)
  return body.id
}

const created = (query = ''): Promise<Answer<ConversationsCreated>> =>
  shop.call<ConversationsCreated>('GET', `/insights/conversations-created${query}`)

const inZone = (timeZone: string) => shop.call('PATCH', '/workspace', { timeZone })

const daysWithSome = ({ days }: ConversationsCreated) =>
  Object.fromEntries(days.filter(({ count }) => count > 0).map(({ day, count }) => [day, count]))

async function reasons() {
  const { body } = await shop.call<{
    items: { id: string; parentId: string | null; labelEn: string; value: 'high' | 'low' }[]
  }>('GET', '/reasons')
  return (label: string) => body.items.find(({ labelEn }) => labelEn === label)!
}

/** There is one kind of channel as yet: the others are written where their messages will be. */
const asChannel = (kind: string, ids: string[]) =>
  app.ground.db.system
    .updateTable('conversations')
    .set({ channel_kind: kind })
    .where('id', 'in', ids)
    .execute()

describe('D28: conversations created', () => {
  test('are counted each day, by channel and by contact reason, and each of the two adds up to the day', async () => {
    const reason = await reasons()
    const [late, invoice] = [reason('Late').id, reason('Invoice').id]
    const calls = [
      await opened('2026-11-02T09:00:00Z', { reasonId: late }),
      await opened('2026-11-02T10:00:00Z', { reasonId: invoice }),
      await opened('2026-11-04T10:00:00Z', { reasonId: late }),
    ]
    await opened('2026-11-02T11:00:00Z', { reasonId: late })
    await opened('2026-11-04T11:00:00Z')
    await asChannel('voice', calls)
    const { body } = await created('?from=2026-11-01&to=2026-11-04')
    expect(body).toMatchObject({
      metric: 'conversations_created',
      version: 1,
      timeZone: 'Europe/Paris',
      from: '2026-11-01',
      to: '2026-11-04',
      total: 5,
      excluded: { spam: 0, joined: 0 },
      days: [
        { day: '2026-11-01', count: 0 },
        { day: '2026-11-02', count: 3 },
        { day: '2026-11-03', count: 0 },
        { day: '2026-11-04', count: 2 },
      ],
      channels: [
        { channel: 'voice', count: 3, days: [0, 2, 0, 1] },
        { channel: 'email', count: 2, days: [0, 1, 0, 1] },
      ],
      reasons: [
        {
          reason: { id: late, labelFr: 'Retard', labelEn: 'Late', value: 'high' },
          count: 3,
          days: [0, 2, 0, 1],
        },
        { reason: { id: invoice, labelFr: 'Facture', value: 'low' }, count: 1, days: [0, 1, 0, 0] },
        { reason: null, count: 1, days: [0, 0, 0, 1] },
      ],
      // D29: the share of high and low value.
      values: { high: 3, low: 1, unknown: 1 },
    })
    expect(body.definition).toContain('Europe/Paris')
    const cell = (await created(`?from=2026-11-01&to=2026-11-04&channel=voice&reason=${late}`)).body
    expect([cell.total, daysWithSome(cell)]).toEqual([2, { '2026-11-02': 1, '2026-11-04': 1 }])
  })

  test('match the conversations that mails opened; an answer in the same thread opens none', async () => {
    now = new Date('2026-11-20T08:00:00Z')
    const first = aMail({ to: shop.address, messageId: '<first@mail.test>' })
    await shop.call('POST', `/channels/${shop.channelId}/raw`, first)
    await app.settle()
    now = new Date('2026-11-21T08:00:00Z')
    const again = aMail({ to: shop.address, headers: { 'In-Reply-To': '<first@mail.test>' } })
    await shop.call('POST', `/channels/${shop.channelId}/raw`, again)
    await app.settle()
    const { body } = await created()
    expect(daysWithSome(body)).toEqual({ '2026-11-20': 1 })
    expect(body.channels.map(({ channel, count }) => [channel, count])).toEqual([['email', 1]])
  })

  test('agree to the row with the list of those conversations, page by page', async () => {
    const reason = await reasons()
    const late = reason('Late').id
    for (let index = 0; index < 5; index += 1)
      await opened(`2026-11-0${1 + (index % 3)}T23:10:00Z`, index % 2 ? { reasonId: late } : {}) // the next day in Paris
    for (const query of [
      'from=2026-11-02&to=2026-11-03',
      'from=2026-11-02&to=2026-11-04&channel=email',
      `from=2026-11-01&to=2026-11-04&reason=${late}`,
      'from=2026-11-02&to=2026-11-02&reason=none',
    ]) {
      const seen: { number: number; createdAt: string }[] = []
      let cursor = ''
      do {
        const page = await shop.call<{ items: typeof seen; next: string | null }>(
          'GET',
          `/insights/conversations-created/conversations?${query}&limit=2${cursor}`,
        )
        expect(page.status).toBe(200)
        seen.push(...page.body.items)
        cursor = page.body.next ? `&cursor=${page.body.next}` : ''
      } while (cursor)
      const { total } = (await created(`?${query}`)).body
      expect(total, query).toBeGreaterThan(0)
      expect(new Set(seen.map(({ number }) => number)).size, query).toBe(total)
      expect(seen.map(({ createdAt }) => createdAt)).toEqual(
        seen
          .map(({ createdAt }) => createdAt)
          .toSorted()
          .toReversed(),
      )
    }
  })

  test('of a family are those of its reasons; `none` are those without one', async () => {
    const reason = await reasons()
    await opened('2026-11-02T09:00:00Z', { reasonId: reason('Late').id })
    await opened('2026-11-02T09:00:00Z', { reasonId: reason('Unknown status').id })
    await opened('2026-11-02T09:00:00Z', { reasonId: reason('Invoice').id })
    await opened('2026-11-03T09:00:00Z')
    const total = async (query: string) =>
      (await created(`?from=2026-11-02&to=2026-11-03&${query}`)).body.total
    expect(await total(`reason=${reason('Delivery').id}`)).toBe(2)
    expect(await total(`reason=${reason('Late').id}`)).toBe(1)
    expect(await total('reason=none')).toBe(1)
    expect(await total('channel=sms')).toBe(0)
  })

  test('leave out spam and what was joined to another, and say how many', async () => {
    const [kept, spam, joined] = [
      await opened('2026-11-02T09:00:00Z'),
      await opened('2026-11-02T10:00:00Z'),
      await opened('2026-11-02T11:00:00Z'),
    ]
    const rows = app.ground.db.system.updateTable('conversations')
    await rows.set({ is_spam: true }).where('id', '=', spam).execute()
    await rows.set({ joined_into: kept }).where('id', '=', joined).execute()
    const { body } = await created('?from=2026-11-02&to=2026-11-02')
    expect([body.total, body.excluded]).toEqual([1, { spam: 1, joined: 1 }])
    expect(body.channels.map(({ count }) => count)).toEqual([1])
  })

  test('without a period are those of the last 30 days, today included, as the place has it', async () => {
    await inZone('Pacific/Auckland')
    now = new Date('2026-11-21T11:30:00Z') // already the 22nd there
    const { body } = await created()
    expect([body.from, body.to, body.days.length, body.total]).toEqual(['2026-10-24', '2026-11-22', 30, 0])
    expect([body.channels, body.reasons]).toEqual([[], []])
  })

  test.each([
    ['?from=2026-11-02&to=2026-11-01', 'report.period_reversed'],
    ['?from=2020-01-01&to=2026-11-01', 'report.period_too_long'],
    ['?from=0001-01-01&to=0001-02-01', 'request.invalid'],
    ['?from=2026-02-30', 'request.invalid'],
    ['?reason=late', 'request.invalid'],
  ])('refuse a period or a filter that cannot be: %s', async (query, code) => {
    const { status, body } = await shop.call('GET', `/insights/conversations-created${query}`)
    expect([status, body.code]).toEqual([422, code])
  })

  test('of a reason that is another workspace’s, or nobody’s, are not found', async () => {
    const other = await aWorkspace(app)
    const { body } = await other.call<{ items: { id: string }[] }>('GET', '/reasons')
    expect((await created(`?reason=${body.items[0]!.id}`)).status).toBe(404)
  })

  test('are told to those who lead, and refused to the others', async () => {
    const statuses = []
    for (const role of ['administrator', 'supervisor', 'adviser', 'collaborator', 'partner'] as const) {
      const { call } = await aMember(app, shop, role)
      const figures = await call('GET', '/insights/conversations-created')
      const rows = await call('GET', '/insights/conversations-created/conversations')
      expect(rows.status).toBe(figures.status)
      statuses.push([role, figures.status])
    }
    expect(statuses).toEqual([
      ['administrator', 200],
      ['supervisor', 200],
      ['adviser', 403],
      ['collaborator', 403],
      ['partner', 403],
    ])
  })

  test('are read from their index alone (its plan, as the program’s role)', async () => {
    const { system } = app.ground.db
    const one = await opened('2026-11-20T10:00:00Z')
    // Enough of them, seen by all, that the planner’s own choice is the one it makes for a workspace at work.
    await sql`
      insert into conversations
      select (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'number', 1000 + n, 'created_at', c.created_at - n * interval '2 hours'))).*
      from conversations c, generate_series(1, 3000) n
      where c.id = ${one}`.execute(system)
    const planned = () =>
      app.ground.db.readWorkspace(shop.id, async tx => {
        const asked = { from: '2026-11-01', to: '2026-11-30', timeZone: 'Europe/Paris', channel: 'email' }
        const { rows } = await sql<
          Record<string, string>
        >`explain (costs off) ${createdStatement(tx, asked)}`.execute(tx)
        return rows.map(row => row['QUERY PLAN']).join('\n')
      })
    let plan = ''
    // What somebody else has open meanwhile keeps pages from being known as seen by all.
    for (let tries = 0; tries < 20 && !plan.includes('Index Only Scan'); tries++) {
      await sql`vacuum analyze conversations`.execute(system)
      plan = await planned()
    }
    expect(plan).toContain('Index Only Scan using conversations_by_creation')
    expect(plan).toMatch(/Index Cond: .*created_at >= .*created_at < /)
  }, 60_000)
})

describe('a day of D28 is a day of the workspace’s place', () => {
  test('from its midnight to its midnight, on both sides of the world', async () => {
    for (const at of [
      '2026-11-10T09:59:59Z',
      '2026-11-10T10:00:00Z',
      '2026-11-10T22:59:59Z',
      '2026-11-10T23:00:00Z',
    ])
      await opened(at)
    const in10th = async (timeZone: string) => {
      await inZone(timeZone)
      return (await created('?from=2026-11-10&to=2026-11-10')).body.total
    }
    expect(await in10th('UTC')).toBe(4)
    expect(await in10th('Europe/Paris')).toBe(3) // the last is at midnight of the 11th
    expect(await in10th('Pacific/Kiritimati')).toBe(1) // 14 hours ahead: the first is 23:59:59 of the 10th
    expect(await in10th('Asia/Kathmandu')).toBe(2) // 5 h 45 ahead: the others are of the 11th
    expect(await in10th('America/Los_Angeles')).toBe(4)
  })

  test('has 25 hours when winter time comes, and 23 when it goes', async () => {
    const inAll = async (start: string, hours: number) => {
      for (let hour = 0; hour < hours; hour += 1)
        await opened(new Date(Date.parse(start) + hour * 3_600_000).toISOString())
    }
    await inAll('2026-10-24T21:30:00Z', 27) // from 23:30 on the 24th to 00:30 on the 26th in Paris
    await inAll('2026-03-28T22:30:00Z', 25) // from 23:30 on the 28th to 00:30 on the 30th
    expect(daysWithSome((await created('?from=2026-10-20&to=2026-10-30')).body)).toEqual({
      '2026-10-24': 1,
      '2026-10-25': 25,
      '2026-10-26': 1,
    })
    expect(daysWithSome((await created('?from=2026-03-20&to=2026-04-10')).body)).toEqual({
      '2026-03-28': 1,
      '2026-03-29': 23,
      '2026-03-30': 1,
    })
  })

  test('where midnight comes twice, or never', async () => {
    await inZone('America/Havana') // on 1 November, 1:00 is 0:00 again
    for (const at of [
      '2026-11-01T03:59:00Z',
      '2026-11-01T04:30:00Z',
      '2026-11-01T05:30:00Z',
      '2026-11-02T04:59:00Z',
    ])
      await opened(at)
    expect(daysWithSome((await created('?from=2026-11-01&to=2026-11-01')).body)).toEqual({ '2026-11-01': 3 })
    await inZone('Africa/Cairo') // on 24 April, 0:00 is 1:00
    for (const at of ['2026-04-23T21:59:00Z', '2026-04-23T22:00:00Z', '2026-04-24T20:59:00Z'])
      await opened(at)
    expect(daysWithSome((await created('?from=2026-04-20&to=2026-04-26')).body)).toEqual({
      '2026-04-23': 1,
      '2026-04-24': 2,
    })
  })
})
