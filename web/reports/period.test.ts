import { describe, expect, test } from 'vitest'
import { addDays, dayOf, midnightOf, readDay, spanOf, weekWithin } from './period.ts'

const paris = 'Europe/Paris'

describe('a period', () => {
  test('of the last 7 days goes from a midnight of the place to the midnight that ends today', () => {
    const late = new Date('2026-11-21T23:30:00Z') // already the 22nd in Paris
    expect(spanOf({ kind: 'last', days: 7 }, late, paris)).toEqual({
      from: '2026-11-15T23:00:00.000Z',
      to: '2026-11-22T23:00:00.000Z',
    })
  })

  test('is the same question all day long', () => {
    const at = (time: string) => spanOf({ kind: 'last', days: 30 }, new Date(`2026-11-21T${time}Z`), paris)
    expect(at('07:00:00')).toEqual(at('22:59:59'))
  })

  test('between two days holds both, clocks changing or not', () => {
    expect(spanOf({ kind: 'days', from: '2026-10-25', to: '2026-10-25' }, new Date(), paris)).toEqual({
      from: '2026-10-24T22:00:00.000Z',
      to: '2026-10-25T23:00:00.000Z', // 25 hours long
    })
  })

  test('shows of a week only what lies in it', () => {
    const span = spanOf({ kind: 'days', from: '2026-11-04', to: '2026-11-18' }, new Date(), paris)
    expect(weekWithin(span, '2026-11-02', paris)).toEqual({
      from: '2026-11-03T23:00:00.000Z',
      to: '2026-11-08T23:00:00.000Z',
    })
    expect(weekWithin(span, '2026-11-16', paris)?.to).toBe('2026-11-18T23:00:00.000Z')
    expect(weekWithin(span, '2026-11-23', paris)).toBeUndefined()
  })
})

test('days are counted by the calendar of the place', () => {
  expect(dayOf('2026-11-15T23:00:00.000Z', paris)).toBe('2026-11-16')
  expect(dayOf('2026-11-15T23:00:00.000Z', 'America/New_York')).toBe('2026-11-15')
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
  expect(midnightOf('2026-07-14', paris)).toBe('2026-07-13T22:00:00.000Z')
})

test.each(['', 'yesterday', '2026-13-01', '2026-02-30', null])('%s is no day', text => {
  expect(readDay(text)).toBeUndefined()
})
