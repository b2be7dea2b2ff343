import { describe, expect, test } from 'vitest'
import type { Board } from '../../contract/supervision.ts'
import { bandsOf, furthest } from './bands.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

const quiet: Board = {
  board: { key: 'all', kind: 'all', name: null },
  ...{
    workspace: 'Zinnia',
    timeZone: 'Europe/Paris',
    asOf: ago(0),
    isRouted: false,
    message: null,
    openings: [],
    alerts: [],
  },
  waiting: [],
  people: {
    basis: 'connected',
    states: null,
    away: 3,
    present: 2,
    positions: null,
    capacityUsed: null,
    occupancy: null,
  },
  promises: { dueSoon: 0, broken: 0 },
  ...{ flow: [], missedOffers: null, handling: null, solvedAtOnce: null },
  ...{ teams: [], sites: [], employers: [], languages: [] },
}

describe('A16: on the wall, the figure furthest from its target is drawn large', () => {
  test('a chat that waits two minutes is further off than a mail that waits ten hours', () => {
    const { waiting } = bandsOf(
      {
        ...quiet,
        waiting: [
          { channel: 'email', count: 41, oldestSince: ago(36_000) },
          { channel: 'chat', count: 1, oldestSince: ago(120) },
        ],
      },
      now,
    )
    expect(waiting[furthest(waiting)]).toMatchObject({ channel: 'chat', tone: 'late' })
  })

  test('a mail beyond two days is late', () => {
    const { waiting } = bandsOf(
      { ...quiet, waiting: [{ channel: 'email', count: 1, oldestSince: ago(49 * 3600) }] },
      now,
    )
    expect(waiting[0]!.tone).toBe('late')
  })

  test.each([
    ['is proven below its target', { share: 0.5, n: 200, low: 0.43, high: 0.57 }, 'late'],
    ['may be below its target', { share: 0.75, n: 20, low: 0.53, high: 0.89 }, 'soon'],
    ['is above it', { share: 0.9, n: 200, low: 0.85, high: 0.93 }, 'plain'],
  ])('a service level that %s', (_, measured, tone) => {
    const { service } = bandsOf(
      {
        ...quiet,
        flow: [
          {
            ...{ channel: 'chat', offered: 220, answered: 200, abandoned: 0, shortAbandoned: 0 },
            ...{ meanWaitSeconds: 30, p90WaitSeconds: 70 },
            serviceLevel: { withinSeconds: 60, target: 0.8, answeredInTime: 100, lateStill: 0, measured },
          },
        ],
      },
      now,
    )
    expect(service[0]).toMatchObject({ kind: 'serviceLevel', tone })
  })

  test('a broken promise outweighs those due soon, and nothing shouts while all is well', () => {
    const { promises } = bandsOf({ ...quiet, promises: { dueSoon: 9, broken: 1 } }, now)
    expect(promises[furthest(promises)]).toMatchObject({ name: 'broken', tone: 'late' })
    expect(bandsOf(quiet, now).promises.map(({ tone }) => tone)).toEqual(['plain', 'plain'])
  })

  test('where routing is off, what needs it is not there', () => {
    const { people, today } = bandsOf(quiet, now)
    expect(people.map(figure => 'name' in figure && figure.name)).toEqual(['connected', 'away'])
    expect(today.map(figure => 'name' in figure && figure.name)).toEqual(['offered', 'answered', 'abandoned'])
  })
})
