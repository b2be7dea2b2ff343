import { expect, test } from 'vitest'
import { nextOpening, type Opening, openingFaults, runsOfDays, wholeWeek } from './week.ts'

test.each<[Opening[], { place: string; fault: string }[]]>([
  [[], []],
  [[['09:00', '18:00']], []],
  [[['09:00', '24:00']], []],
  [
    [
      ['09:00', '12:00'],
      ['14:00', '18:00'],
    ],
    [],
  ],
  [
    [
      ['09:00', '12:00'],
      ['12:00', '18:00'],
    ],
    [],
  ],
  [[['matin', '12:00']], [{ place: '0.0', fault: 'notATime' }]],
  [[['18:00', '09:00']], [{ place: '0.1', fault: 'order' }]],
  [[['09:00', '09:00']], [{ place: '0.1', fault: 'order' }]],
  [
    [
      ['09:00', '12:00'],
      ['11:00', '18:00'],
    ],
    [{ place: '1.0', fault: 'overlap' }],
  ],
])('in %j the faults are %j', (openings, faults) => {
  expect(openingFaults(openings)).toEqual(faults)
})

test.each<[Opening[], Opening]>([
  [[], ['09:00', '18:00']],
  [[['09:00', '12:00']], ['13:00', '18:00']],
  [[['14:00', '18:00']], ['19:00', '21:00']],
  [[['09:00', '23:00']], ['22:00', '24:00']],
])('after %j the next opening offered is %j', (openings, next) => {
  expect(nextOpening(openings)).toEqual(next)
})

test('a week is told by runs of days that open alike, closed days left out', () => {
  const day: Opening[] = [['09:00', '18:00']]
  const short: Opening[] = [['10:00', '12:00']]
  const runs = runsOfDays({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: short })
  expect(runs.map(({ first, last }) => [first, last])).toEqual([
    ['mon', 'fri'],
    ['sat', 'sat'],
  ])
  expect(runsOfDays({ mon: day, wed: day }).map(({ first }) => first)).toEqual(['mon', 'wed'])
  expect(wholeWeek({ mon: day }).sun).toEqual([])
})
