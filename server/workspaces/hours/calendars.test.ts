import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aPerson,
  aWorkspace,
  eventsOf,
  expectProblem,
  type Person,
  type TestWorkspace,
  type World,
  workspacesApp,
} from '../testing/app.ts'

let world: World
let shop: TestWorkspace
let boss: Person
beforeAll(async () => {
  world = await workspacesApp()
})
beforeEach(async () => {
  shop = await aWorkspace(world)
  boss = await aPerson(world, shop, { role: 'administrator' })
})
afterAll(() => world.close())

const calendar = (more: object = {}) => ({
  name: 'Boutique de Strasbourg',
  timeZone: 'Europe/Paris',
  weeklyHours: {
    mon: [
      ['14:00', '19:00'],
      ['09:00', '12:00'],
    ],
  },
  holidays: 'FR-ALSACE-MOSELLE',
  exceptions: [],
  ...more,
})

describe('keeping calendars', () => {
  test('each change is a new version, and tells what it was', async () => {
    const made = await boss.call('POST', '/calendars', calendar())
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ ...calendar(), version: 1 })
    const id = String(made.body.id)
    const changed = await boss.call('PATCH', `/calendars/${id}`, { holidays: 'FR' })
    expect(changed.body).toMatchObject({ ...calendar({ holidays: 'FR' }), version: 2 })
    const events = await eventsOf(world, shop.id, id)
    expect(events.map(event => event.type)).toEqual(['calendar.created', 'calendar.updated'])
    expect(events[1]!.data).toMatchObject({
      version: 2,
      before: { holidays: 'FR-ALSACE-MOSELLE' },
      after: { holidays: 'FR' },
    })
  })

  test('ten changes at once are ten versions', async () => {
    const id = String((await boss.call('POST', '/calendars', calendar())).body.id)
    await Promise.all(
      Array.from({ length: 10 }, (_unused, number) =>
        boss.call('PATCH', `/calendars/${id}`, { name: `Horaires ${number}` }),
      ),
    )
    const found = (await boss.call('GET', '/calendars')).body.items?.find(one => one.id === id)
    expect(found?.version).toBe(11)
  })

  test('hours that cannot be counted with are refused', async () => {
    const refused: [object, string][] = [
      [{ timeZone: 'Strasbourg' }, 'calendar.time_zone'],
      [{ weeklyHours: { mon: [['12:00', '09:00']] } }, 'calendar.opening_order'],
      [{ weeklyHours: { mon: [['09:00', '09:00']] } }, 'calendar.opening_order'],
      [
        {
          weeklyHours: {
            mon: [
              ['09:00', '12:00'],
              ['11:59', '15:00'],
            ],
          },
        },
        'calendar.opening_order',
      ],
      [{ weeklyHours: {} }, 'calendar.never_opens'],
      [{ weeklyHours: { mon: [] } }, 'calendar.never_opens'],
      [
        { exceptions: [{ date: '2026-12-24', hours: [['16:00', '09:00']], label: '' }] },
        'calendar.opening_order',
      ],
      [
        {
          exceptions: [
            { date: '2026-12-24', hours: [], label: '' },
            { date: '2026-12-24', hours: [['09:00', '16:00']], label: '' },
          ],
        },
        'calendar.exception_twice',
      ],
      [{ weeklyHours: { mon: [['9h', '12h']] } }, 'request.invalid'],
      [{ holidays: 'DE' }, 'request.invalid'],
      [{ name: 'Heures d’ouverture' }, 'calendar.name_taken'],
    ]
    for (const [more, code] of refused) {
      const answer = await boss.call('POST', '/calendars', calendar(more))
      expectProblem(answer, code === 'calendar.name_taken' ? 409 : 422, code)
    }
    const touching = {
      mon: [
        ['00:00', '12:00'],
        ['12:00', '24:00'],
      ],
    }
    expect((await boss.call('POST', '/calendars', calendar({ weeklyHours: touching }))).status).toBe(201)
  })

  test('everybody reads calendars, only an administrator writes them', async () => {
    const adviser = await aPerson(world, shop)
    expect((await adviser.api('GET', '/calendars')).body.items?.map(one => one.name)).toEqual([
      'Heures d’ouverture',
    ])
    expectProblem(await adviser.api('POST', '/calendars', calendar()), 403, 'request.role_needed')
    expectProblem(
      await adviser.api('PATCH', `/calendars/${shop.calendarId}`, { name: 'X' }),
      403,
      'request.role_needed',
    )
  })
})

describe('E46: the true hours of the coming days', () => {
  test('name the holiday or the exception, in the language of who asks', async () => {
    world.clock.at = new Date('2026-12-22T11:00:00+01:00')
    const id = String(
      (
        await boss.call(
          'POST',
          '/calendars',
          calendar({
            weeklyHours: Object.fromEntries(
              ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map(day => [day, [['09:00', '18:00']]]),
            ),
            exceptions: [{ date: '2026-12-24', hours: [['09:00', '16:00']], label: 'Veille de Noël' }],
          }),
        )
      ).body.id,
    )
    const hours = await boss.call('GET', `/calendars/${id}/hours?days=6`)
    expect(hours.body).toEqual({
      isOpen: true,
      nextChangeAt: '2026-12-22T17:00:00.000Z',
      days: [
        { date: '2026-12-22', hours: [['09:00', '18:00']], label: null },
        { date: '2026-12-23', hours: [['09:00', '18:00']], label: null },
        { date: '2026-12-24', hours: [['09:00', '16:00']], label: 'Veille de Noël' },
        { date: '2026-12-25', hours: [], label: 'Noël' },
        { date: '2026-12-26', hours: [], label: 'Saint-Étienne' },
        { date: '2026-12-27', hours: [], label: null },
      ],
    })
    const english = await boss.call('GET', `/calendars/${id}/hours?days=1&from=2026-12-25`, undefined, {
      'accept-language': 'en',
    })
    expect(english.body.days).toEqual([{ date: '2026-12-25', hours: [], label: 'Christmas Day' }])
    world.clock.at = undefined
  })

  test('a closed evening says when the door opens again', async () => {
    world.clock.at = new Date('2026-11-20T18:30:00+01:00')
    const hours = await boss.call('GET', `/calendars/${shop.calendarId}/hours?days=1`)
    expect(hours.body).toMatchObject({ isOpen: false, nextChangeAt: '2026-11-23T08:00:00.000Z' })
    world.clock.at = undefined
  })
})

describe('the hours that other domains count with', () => {
  const friday = new Date('2026-11-20T17:00:00+01:00')
  const monday = (clock: string) => new Date(`2026-11-23T${clock}:00+01:00`)

  test('are those of the settings, else the first calendar', async () => {
    const { calendars } = world.workspaces
    const own = () => shop.inside(tx => calendars.ofWorkspace(tx))
    expect(calendars.addOpenTime(await own(), friday, 8 * 60)).toEqual(monday('16:00'))
    const nights = await boss.call(
      'POST',
      '/calendars',
      calendar({ name: 'Nuits', weeklyHours: { fri: [['20:00', '24:00']], sat: [['00:00', '04:00']] } }),
    )
    const id = String(nights.body.id)
    await boss.call('PATCH', '/workspace', { settings: { calendarId: id } })
    expect(calendars.addOpenTime(await own(), friday, 8 * 60)).toEqual(new Date('2026-11-21T04:00:00+01:00'))
    expect(calendars.isOpen(await own(), friday)).toBe(false)
    expect(calendars.nextOpening(await own(), friday)).toEqual(new Date('2026-11-20T20:00:00+01:00'))
    await boss.call('PATCH', '/workspace', { settings: { calendarId: null } })
    expect(calendars.addOpenTime(await own(), friday, 8 * 60)).toEqual(monday('16:00'))
    const named = await shop.inside(tx => calendars.of(tx, id))
    expect(calendars.isOpen(named, new Date('2026-11-21T01:00:00+01:00'))).toBe(true)
  })

  test('are office hours where there is no calendar at all, with the holidays of the place', async () => {
    const { calendars } = world.workspaces
    await world.db.system
      .updateTable('workspaces')
      .set({ time_zone: 'Indian/Reunion', settings: '{}' })
      .where('id', '=', shop.id)
      .execute()
    await shop.inside(async tx => {
      await tx.deleteFrom('team_members').execute()
      await tx.deleteFrom('teams').execute()
      await tx.updateTable('members').set({ site_id: null }).execute()
      await tx.deleteFrom('sites').execute()
      await tx.deleteFrom('calendars').execute()
    })
    const hours = await shop.inside(tx => calendars.ofWorkspace(tx))
    expect(hours).toMatchObject({ timeZone: 'Indian/Reunion', holidays: 'FR-RE' })
    expect(calendars.isOpen(hours, new Date('2026-11-20T05:00:00Z'))).toBe(true)
  })
})
