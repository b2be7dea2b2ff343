import { describe, expect, test } from 'vitest'
import { createFormat } from './format.ts'

const paris = 'Europe/Paris'
const fr = createFormat({ language: 'fr', timeZone: paris })
const en = createFormat({ language: 'en', timeZone: paris })
/** The tests read better with plain spaces; a separate test checks which space is used. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')
const at = (text: string) => new Date(text)
const now = at('2026-03-18T10:00:00+01:00')

describe('times', () => {
  test.each([
    ['2026-03-18T09:30:00+01:00', '9 h 30', '9:30'],
    ['2026-03-18T14:00:00+01:00', '14 h', '14:00'],
    ['2026-03-18T09:07:00+01:00', '9 h 07', '9:07'],
    ['2026-03-18T00:05:00+01:00', '0 h 05', '0:05'],
    ['2026-03-18T23:30:00Z', '0 h 30', '0:30'],
  ])('%s reads %s in French and %s in English', (instant, french, english) => {
    expect(plain(fr.time(instant))).toBe(french)
    expect(en.time(instant)).toBe(english)
  })

  test('a time is the wall clock of the zone given', () => {
    const tahiti = createFormat({ language: 'fr', timeZone: 'Pacific/Tahiti' })
    expect(plain(tahiti.time('2026-03-18T09:30:00Z'))).toBe('23 h 30')
  })

  test('opening hours are written with words', () => {
    expect(plain(fr.hours('09:00', '18:30'))).toBe('de 9 h à 18 h 30')
    expect(en.hours('09:00', '18:30')).toBe('9:00 to 18:30')
    expect(plain(fr.hours('14:00', '24:00'))).toBe('de 14 h à 24 h')
  })
})

describe('days', () => {
  test('a day is written in full', () => {
    expect(plain(fr.day('2026-01-05T12:00:00Z'))).toBe('5 janvier 2026')
    expect(plain(en.day('2026-01-05T12:00:00Z'))).toBe('5 January 2026')
  })

  test('the first of a month is "1er" in French', () => {
    expect(plain(fr.day('2026-01-01T12:00:00Z'))).toBe('1er janvier 2026')
    expect(plain(fr.day('2026-01-11T12:00:00Z'))).toBe('11 janvier 2026')
  })

  test.each([
    ['2026-03-18T09:12:00+01:00', '9 h 12', '9:12'],
    ['2026-03-17T09:12:00+01:00', 'hier 9 h 12', 'yesterday 9:12'],
    ['2026-03-19T09:12:00+01:00', 'demain 9 h 12', 'tomorrow 9:12'],
    ['2026-03-14T09:12:00+01:00', 'sam. 9 h 12', 'Sat 9:12'],
    ['2026-02-03T09:12:00+01:00', '3 février', '3 Feb'],
    ['2025-11-30T09:12:00+01:00', '30/11/2025', '30/11/2025'],
  ])('in a list, %s reads %s and %s', (instant, french, english) => {
    expect(plain(fr.when(instant, now))).toBe(french)
    expect(plain(en.when(instant, now))).toBe(english)
  })

  test('late at night, tomorrow is the next calendar day of the place, not 24 hours away', () => {
    const late = at('2026-03-18T23:50:00+01:00')
    expect(plain(fr.when('2026-03-19T00:10:00+01:00', late))).toBe('demain 0 h 10')
  })

  test('the separators of a thread say today, yesterday, then the day', () => {
    expect(fr.dayHeading(now, now)).toBe('aujourd’hui')
    expect(en.dayHeading('2026-03-17T09:00:00+01:00', now)).toBe('yesterday')
    expect(plain(fr.dayHeading('2026-03-01T09:00:00+01:00', now))).toBe('dimanche 1er mars')
    expect(plain(en.dayHeading('2025-12-24T09:00:00+01:00', now))).toBe('Wednesday 24 December 2025')
  })

  test('date and time are joined by a word', () => {
    expect(plain(fr.dateTime('2026-01-05T09:30:00+01:00'))).toBe('5 janvier 2026 à 9 h 30')
    expect(plain(en.dateTime('2026-01-05T09:30:00+01:00'))).toBe('5 January 2026 at 9:30')
  })
})

describe('durations and ages', () => {
  test.each([
    [0, '0 s', '0 s'],
    [45, '45 s', '45 s'],
    [190, '3 min 10', '3 min 10'],
    [720, '12 min', '12 min'],
    [18_600, '5 h 10', '5 h 10'],
    [7200, '2 h', '2 h'],
    [3 * 86_400, '3 j', '3 d'],
    [-5, '0 s', '0 s'],
  ])('%i seconds read %s in French and %s in English', (seconds, french, english) => {
    expect(plain(fr.duration(seconds))).toBe(french)
    expect(plain(en.duration(seconds))).toBe(english)
  })

  test('a running clock counts minutes and seconds', () => {
    expect([17, 161, 3729].map(fr.clock)).toEqual(['0:17', '2:41', '1:02:09'])
  })

  test.each([
    [20, 'à l’instant', 'just now'],
    [130, 'il y a 2 min', '2 min ago'],
    [3 * 3600, 'il y a 3 h', '3 hr ago'],
    [2 * 86_400, 'il y a 2 j', '2 days ago'],
    [30.2 * 86_400, 'il y a 30 j', '30 days ago'],
    [4.5 * 30.44 * 86_400, 'il y a 4 mois', '4 months ago'],
    [1.5 * 365.25 * 86_400, 'il y a 1 an', '1 year ago'],
  ])('%i seconds ago reads %s and %s', (seconds, french, english) => {
    const then = new Date(now.getTime() - seconds * 1000)
    expect(plain(fr.age(then, now))).toBe(french)
    expect(plain(en.age(then, now))).toBe(english)
  })

  test('an age ahead of us says so', () => {
    expect(plain(fr.age(new Date(now.getTime() + 14 * 60_000), now))).toBe('dans 14 min')
  })
})

describe('figures', () => {
  test('thousands, decimals and signs follow the language; a minus is a minus', () => {
    expect(plain(fr.number(1234.5))).toBe('1 234,5')
    expect(en.number(1234.5)).toBe('1,234.5')
    expect(fr.signed(-14)).toBe('\u221214')
    expect(en.signed(27)).toBe('+27')
    expect(fr.signed(0)).toBe('0')
    expect(en.money(-3, 'EUR')).toBe('\u2212€3.00')
    expect(plain(fr.money(-3, 'EUR'))).toBe('\u22123,00 €')
  })

  test('shares, money, ranges and sizes', () => {
    expect(plain(fr.percent(0.46))).toBe('46 %')
    expect(en.percent(0.46)).toBe('46%')
    expect(plain(fr.money(12.5, 'EUR'))).toBe('12,50 €')
    expect(en.money(12.5, 'EUR')).toBe('€12.50')
    expect(plain(fr.range(fr.signed(-14), fr.signed(27)))).toBe('\u221214 à +27')
    expect(plain(fr.bytes(340))).toBe('340 o')
    expect(plain(fr.bytes(1_234_000))).toBe('1,2 Mo')
    expect(plain(en.bytes(48_300))).toBe('48 kB')
    expect(plain(en.bytes(999_900))).toBe('1 MB')
  })

  test('ranks and lists', () => {
    expect([1, 2, 11].map(fr.ordinal)).toEqual(['1er', '2e', '11e'])
    expect([1, 2, 3, 11, 21].map(en.ordinal)).toEqual(['1st', '2nd', '3rd', '11th', '21st'])
    expect(fr.list(['Anna', 'Luc', 'Inès'])).toBe('Anna, Luc et Inès')
    expect(en.list(['Anna', 'Luc', 'Inès'])).toBe('Anna, Luc and Inès')
    expect(fr.either(['Anna', 'Luc', 'Inès'])).toBe('Anna, Luc ou Inès')
  })

  test('French puts a no-break space before a unit and a per cent, a narrow one between thousands', () => {
    expect(fr.time('2026-03-18T09:30:00+01:00')).toBe('9\u00a0h\u00a030')
    expect(fr.number(1234)).toBe('1\u202f234')
    expect(fr.percent(0.5)).toBe('50\u00a0%')
    expect(fr.duration(720)).toBe('12\u00a0min')
    expect(fr.age(new Date(now.getTime() - 130_000), now)).toContain('2\u00a0min')
  })
})

describe('phone numbers', () => {
  test.each([
    ['+33612345678', '06 12 34 56 78'],
    ['+33478123456', '04 78 12 34 56'],
    ['+442079460958', '+44 2079 460 958'],
    ['+12125550123', '+1 2125 550 123'],
    ['+35312345678', '+353 12 345 678'],
    ['anonymous', 'anonymous'],
  ])('%s reads %s', (kept, written) => {
    expect(plain(fr.phone(kept))).toBe(written)
  })

  test('from abroad a French number keeps its country', () => {
    const abroad = createFormat({ language: 'en', timeZone: 'Europe/London', callingCode: '44' })
    expect(plain(abroad.phone('+33612345678'))).toBe('+33 6 12 34 56 78')
  })
})
