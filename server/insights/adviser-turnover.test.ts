import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdviserTurnover } from '#contract/insights.ts'
import { aMember, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { type Presence, turnoverOver } from './adviser-turnover.ts'

const span = { starts: new Date('2026-01-01T00:00:00Z'), ends: new Date('2027-01-01T00:00:00Z') }
const azur = { id: 'azur', name: 'Azur Relation' }

function someone(joined: string, left: string | null, employer: Presence['employer'] = null): Presence {
  return {
    id: `${joined}${left}`,
    name: 'Léa',
    employer,
    joinedAt: new Date(joined),
    leftAt: left ? new Date(left) : null,
  }
}

describe('Q25: turnover', () => {
  test.each<[string, Presence[], Partial<AdviserTurnover>]>([
    ['of nobody is unknown, not zero', [], { start: 0, end: 0, left: 0, rate: null }],
    [
      'counts nobody who left before the period or came after it',
      [someone('2025-01-01', '2025-12-31T23:59:59Z'), someone('2027-01-01T00:00:00Z', null)],
      { start: 0, end: 0, joined: 0, left: 0, rate: null },
    ],
    [
      'is who left over the mean of both headcounts',
      [
        someone('2025-01-01', null),
        someone('2025-01-01', null),
        someone('2025-01-01', null),
        someone('2025-01-01', '2026-05-01'),
        someone('2026-06-01', null),
        someone('2026-06-02', null),
      ],
      { start: 4, end: 5, joined: 2, left: 1, leftEarly: 0, rate: 1 / 4.5 },
    ],
    [
      'counts who came and left within the period, early before 90 days',
      [
        someone('2025-01-01', null),
        someone('2026-02-01', '2026-05-01'),
        someone('2026-02-01', '2026-05-02T12:00:00Z'),
      ],
      { start: 1, end: 1, joined: 2, left: 2, leftEarly: 1, rate: 2 },
    ],
    [
      'counts who leaves at the first moment, and not who leaves at the last',
      [someone('2025-01-01', '2026-01-01T00:00:00Z'), someone('2025-01-02', '2027-01-01T00:00:00Z')],
      { start: 2, end: 1, left: 1, rate: 1 / 1.5 },
    ],
  ])('%s', (_, people, expected) => {
    expect(turnoverOver(people, span)).toMatchObject(expected)
  })

  test('tells the house and each partner apart, and their figures add up to the whole', () => {
    const day = fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    const person = fc.record({ joined: day, stays: fc.nat(900), leaves: fc.boolean(), away: fc.boolean() })
    fc.assert(
      fc.property(fc.array(person), all => {
        const people = all.map(
          ({ joined, stays, leaves, away }, index): Presence => ({
            id: String(index),
            name: '',
            employer: away ? azur : null,
            joinedAt: joined,
            leftAt: leaves ? new Date(joined.getTime() + stays * 86_400_000) : null,
          }),
        )
        const whole = turnoverOver(people, span)
        expect(whole.start + whole.joined - whole.left, 'who was there, came, and left').toBe(whole.end)
        expect(whole.leftEarly).toBeLessThanOrEqual(whole.left)
        for (const figure of ['start', 'end', 'joined', 'left', 'leftEarly'] as const)
          expect(whole.employers.reduce((sum, one) => sum + one[figure], 0)).toBe(whole[figure])
      }),
    )
  })
})

describe('over the API', () => {
  let app: TestApp
  let now = new Date('2026-01-10T10:00:00Z')
  beforeAll(async () => {
    app = await testApp({ clock: { now: () => now } })
  })
  afterAll(() => app.close())

  test('Q25: somebody deactivated is a leaver until they are back; collaborators and administrators do not count', async () => {
    const shop = await aWorkspace(app)
    const [lea, tom] = [await aMember(app, shop, 'adviser'), await aMember(app, shop, 'adviser')]
    await aMember(app, shop, 'collaborator')
    await app.ground.db.system
      .updateTable('members')
      .set({ created_at: now })
      .where('workspace_id', '=', shop.id)
      .execute()
    const turnover = async () =>
      (await shop.call<AdviserTurnover>('GET', '/insights/adviser-turnover?from=2026-02-01&to=2026-12-31'))
        .body
    now = new Date('2026-12-01T10:00:00Z')
    expect(await turnover()).toMatchObject({ start: 2, end: 2, left: 0, rate: 0, version: 1, leavers: [] })

    expect((await shop.call('POST', `/members/${lea.id}/deactivation`, {})).status).toBe(200)
    expect(await turnover()).toMatchObject({
      ...{ start: 2, end: 1, joined: 0, left: 1, leftEarly: 0, rate: 1 / 1.5 },
      employers: [{ employer: null, left: 1 }],
      leavers: [{ id: lea.id, days: 325, leftAt: '2026-12-01T10:00:00.000Z' }],
    })
    expect((await shop.call('DELETE', `/members/${lea.id}/deactivation`)).status).toBe(200)
    expect(await turnover()).toMatchObject({ end: 2, left: 0 })
    expect((await tom.call('GET', '/insights/adviser-turnover')).status, 'an adviser').toBe(403)
    const reversed = await shop.call('GET', '/insights/adviser-turnover?from=2026-02-01&to=2026-01-01')
    expect(reversed).toMatchObject({ status: 422, body: { code: 'report.period_reversed' } })
    const future = await shop.call('GET', '/insights/adviser-turnover?from=2030-01-01&to=2030-12-31')
    expect(future).toMatchObject({ status: 422, body: { code: 'report.not_begun' } })
  })
})
