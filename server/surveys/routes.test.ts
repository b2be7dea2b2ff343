import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { roles } from '#contract/common.ts'
import { type Http, httpOver } from './testing/http.ts'
import {
  aCustomer,
  anAnswer,
  aRequest,
  aShop,
  closeIt,
  type Shop,
  type SurveyWorld,
  surveyWorld,
} from './testing/world.ts'

let world: SurveyWorld
let http: Http
let shop: Shop
let request: Awaited<ReturnType<typeof aRequest>>
let administrator: ReturnType<Http['as']>
let base: string

beforeAll(async () => {
  world = await surveyWorld()
  http = await httpOver(world, { surveys: world.surveys.router })
})
afterAll(async () => {
  await http.close()
  await world.close()
})
beforeEach(async () => {
  shop = await aShop(world)
  request = await aRequest(world, shop, { contact: await aCustomer(shop, { name: 'Anna' }) })
  administrator = http.as('administrator', shop.id, await shop.aMember('administrator', 'Léa'))
  base = `/surveys/${shop.surveyId}`
})

const june = (day: number, time = '12:00') =>
  new Date(`2026-06-${String(day).padStart(2, '0')}T${time}:00+02:00`)
const inJune = 'from=2026-05-31T22:00:00Z&to=2026-06-30T22:00:00Z'

async function answersOf(scores: number[], more: object = {}) {
  for (const [index, score] of scores.entries())
    await anAnswer(world, shop, request, { score, at: june(2 + index), ...more })
}

describe('CSAT (D19)', () => {
  test('is satisfied over answered, with n, its interval, its mean and each score', async () => {
    await answersOf([5, 5, 4, 4, 4, 3, 1])
    const csat = (await administrator('GET', `${base}/csat?${inJune}`)).json()
    expect(csat).toMatchObject({ sent: 7, answered: 7, satisfied: 5, minimum: 5, mean: 26 / 7 })
    // Wilson 95 % of 5 of 7, worked out apart from our code.
    expect(csat.csat).toBeCloseTo(0.7143, 4)
    expect(csat.low).toBeCloseTo(0.3589, 4)
    expect(csat.high).toBeCloseTo(0.9178, 4)
    expect(csat.histogram.map((line: { count: number }) => line.count)).toEqual([1, 0, 1, 3, 2])
    expect(csat.definition).toContain('au moins 4 sur 5')
  })

  test('under five answers says how many there are and nothing else', async () => {
    await answersOf([5, 5, 5, 1])
    expect((await administrator('GET', `${base}/csat?${inJune}`)).json()).toMatchObject({
      answered: 4,
      csat: null,
      low: null,
      high: null,
      mean: null,
    })
  })

  test('agrees to the row with the list of answers, for any team, channel and period', async () => {
    const [mail, phone] = [await shop.aTeam('Livraisons'), await shop.aTeam('Téléphone')]
    await answersOf([5, 4, 1, 2, 3, 5], { teamId: mail })
    await answersOf([1, 2, 5, 5, 5], { teamId: phone, channel: 'voice' })
    await anAnswer(world, shop, request, { score: 1, at: new Date('2026-07-01T00:00:00+02:00') })
    for (const slice of [
      '',
      `&teamId=${mail}`,
      `&teamId=${phone}`,
      '&channel=voice',
      `&channel=email&teamId=${phone}`,
    ]) {
      const csat = (await administrator('GET', `${base}/csat?${inJune}${slice}`)).json()
      const { items } = (await administrator('GET', `${base}/answers?${inJune}${slice}`)).json()
      const scores = items.map((answer: { score: number }) => answer.score)
      expect(csat.answered, slice).toBe(scores.length)
      expect(csat.satisfied, slice).toBe(scores.filter((score: number) => score >= 4).length)
      expect(csat.weeks.reduce((all: number, week: { answered: number }) => all + week.answered, 0)).toBe(
        scores.length,
      )
    }
    expect((await administrator('GET', `${base}/csat?${inJune}&teamId=${phone}`)).json().answered).toBe(5)
  })

  test('by weeks from Monday in the workspace’s time zone, empty ones included', async () => {
    // Sunday 7 June, 23:30 in Paris is a week before Monday 8, 00:30, though both are Sunday in UTC.
    for (let count = 0; count < 5; count += 1) {
      await anAnswer(world, shop, request, { score: 1, at: june(7, '23:30') })
      await anAnswer(world, shop, request, { score: 5, at: june(8, '00:30') })
    }
    const { weeks } = (await administrator('GET', `${base}/csat?${inJune}`)).json()
    expect(
      weeks.map((week: { from: string; answered: number; csat: number | null }) => [
        week.from,
        week.answered,
        week.csat,
      ]),
    ).toEqual([
      ['2026-05-31T22:00:00.000Z', 5, 0],
      ['2026-06-07T22:00:00.000Z', 5, 1],
      ['2026-06-14T22:00:00.000Z', 0, null],
      ['2026-06-21T22:00:00.000Z', 0, null],
      ['2026-06-28T22:00:00.000Z', 0, null],
    ])
  })

  test('weeks stay weeks across the change to winter time', async () => {
    const { weeks } = (
      await administrator('GET', `${base}/csat?from=2026-10-18T22:00:00Z&to=2026-11-08T23:00:00Z`)
    ).json()
    expect(weeks.map((week: { from: string }) => week.from)).toEqual([
      '2026-10-18T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-11-01T23:00:00.000Z',
    ])
  })

  test('counts what was not sent by reason, for the team that closed', async () => {
    const team = await shop.aTeam('Livraisons')
    for (const messages of [['in'], ['in'], ['autoReply', 'out']] as const) {
      const one = await aRequest(world, shop, { contact: await aCustomer(shop), messages: [...messages] })
      await world.deliver(await closeIt(world, shop, one, { teamId: team }))
    }
    const reasons = [
      { reason: 'never_answered', count: 2 },
      { reason: 'automatic', count: 1 },
    ]
    world.pass(0.001) // the period ends before the moment it is asked
    expect((await administrator('GET', `${base}/csat?teamId=${team}`)).json().refused).toEqual(reasons)
    expect((await administrator('GET', `${base}/csat?teamId=${randomUUID()}`)).json().refused).toEqual([])
  })

  test.each([
    ['from=2026-06-30T00:00:00Z&to=2026-06-01T00:00:00Z', 'survey.period_reversed'],
    ['from=1970-01-01T00:00:00Z', 'survey.period_too_long'],
  ])('refuses a period that cannot be: %s', async (period, code) => {
    for (const page of ['csat', 'answers']) {
      const refused = await administrator('GET', `${base}/${page}?${period}`)
      expect([refused.statusCode, refused.json().code]).toEqual([422, code])
    }
  })
})

describe('answers', () => {
  test('come newest first, page by page, none twice and none lost, equal moments included', async () => {
    for (let index = 0; index < 7; index += 1)
      await anAnswer(world, shop, request, { score: 1 + (index % 5), at: june(2 + Math.floor(index / 3)) })
    const seen: { id: string; at: string }[] = []
    let cursor = ''
    do {
      const answer = await administrator('GET', `${base}/answers?${inJune}&limit=2${cursor}`)
      const page = answer.json()
      seen.push(...page.items)
      cursor = page.next ? `&cursor=${page.next}` : ''
    } while (cursor)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(7)
    expect(seen.map(({ at }) => at)).toEqual(
      seen
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
  })

  test('say who answered what, about which request, whose it was; filtered by score and comment (E61)', async () => {
    const karim = await shop.aMember('adviser', 'Karim')
    const team = await shop.aTeam('Livraisons')
    await anAnswer(world, shop, request, {
      score: 2,
      at: june(3),
      comment: 'Fanées',
      memberId: karim,
      teamId: team,
    })
    await anAnswer(world, shop, request, { score: 2, at: june(4) })
    await anAnswer(world, shop, request, { score: 5, at: june(5), comment: 'Belles' })
    const commented = (await administrator('GET', `${base}/answers?${inJune}&score=2&commented=true`)).json()
    expect(commented).toMatchObject({
      next: null,
      items: [
        {
          score: 2,
          comment: 'Fanées',
          contact: { id: request.contactId, name: 'Anna' },
          conversationId: request.id,
          channel: 'email',
          member: { id: karim, name: 'Karim' },
          team: { id: team, name: 'Livraisons' },
        },
      ],
    })
    const silent = (await administrator('GET', `${base}/answers?${inJune}&commented=false`)).json()
    expect(silent.items).toMatchObject([{ score: 2, comment: null, member: null, team: null }])
  })

  test('reading them leaves a line in the access log (DAT-13)', async () => {
    await administrator('GET', `${base}/answers`)
    const lines = await world.db.system
      .selectFrom('access_log')
      .select(['action', 'subject_kind', 'subject_id'])
      .where('workspace_id', '=', shop.id)
      .execute()
    expect(lines).toEqual([{ action: 'read', subject_kind: 'surveys.answers', subject_id: shop.surveyId }])
  })
})

describe('settings', () => {
  test('a new workspace has one survey, in both languages, and asking for it twice makes no second', async () => {
    await world.db.inWorkspace(shop.id, tx => world.surveys.createDefaults(tx, { language: 'fr' }))
    const { items } = (await administrator('GET', '/surveys')).json()
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      metric: 'csat',
      scaleMax: 5,
      quietDays: 30,
      delayMinutes: 0,
      enabled: true,
      questionEn: 'From 1 to 5, how satisfied are you with this exchange?',
    })
  })

  test('an administrator switches it, and the log says from what to what', async () => {
    const changed = (
      await administrator('PATCH', base, { enabled: false, quietDays: 30, delayMinutes: 60 })
    ).json()
    expect(changed).toMatchObject({ enabled: false, delayMinutes: 60, quietDays: 30 })
    await administrator('PATCH', base, { enabled: false })
    expect(await world.events(shop.id, 'survey.updated')).toMatchObject([
      { data: { enabled: { before: true, after: false }, delayMinutes: { before: 0, after: 60 } } },
    ])
  })

  test('who may read and who may set', async () => {
    const member = randomUUID()
    for (const role of roles) {
      const call = http.as(role, shop.id, member)
      const mayRead = role === 'administrator' || role === 'supervisor'
      for (const path of ['/surveys', `${base}/csat`, `${base}/answers`])
        expect((await call('GET', path)).statusCode, `${role} ${path}`).toBe(mayRead ? 200 : 403)
      expect((await call('PATCH', base, { enabled: true })).statusCode, role).toBe(
        role === 'administrator' ? 200 : 403,
      )
    }
  })

  test('another workspace’s survey does not exist', async () => {
    const other = await aShop(world)
    const call = http.as('administrator', other.id, randomUUID())
    for (const path of [`${base}/csat`, `${base}/answers`])
      expect((await call('GET', path)).statusCode).toBe(404)
    expect((await call('PATCH', base, { enabled: false })).statusCode).toBe(404)
  })
})
