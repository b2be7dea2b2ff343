import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tariffOf } from '#server/platform/tariff.ts'
import { mayServe, readNumber, shownNumber } from './tariff.ts'

test.each([
  ['01 23 45 67 89', '+33123456789', 'standard'],
  ['05.61.00.00.00', '+33561000000', 'standard'],
  ['09 72 10 10 10', '+33972101010', 'standard'],
  ['06 12 34 56 78', '+33612345678', 'standard'],
  ['+33 7 56 78 90 12', '+33756789012', 'standard'],
  ['0800 123 456', '+33800123456', 'free'],
  ['0805 12 34 56', '+33805123456', 'free'],
  ['0806 12 34 56', '+33806123456', 'shared'],
  ['0809 12 34 56', '+33809123456', 'shared'],
  ['0810 12 34 56', '+33810123456', 'surcharged'],
  ['0820 12 34 56', '+33820123456', 'surcharged'],
  ['0825 12 34 56', '+33825123456', 'surcharged'],
  ['0892 12 34 56', '+33892123456', 'surcharged'],
  ['0033 899 12 34 56', '+33899123456', 'surcharged'],
  ['3020', '3020', 'free'],
  ['39 39', '3939', 'surcharged'],
  ['0262 41 23 45', '+262262412345', 'standard'],
  ['+32 2 123 45 67', '+3221234567', 'abroad'],
  ['+44 9098 790123', '+449098790123', 'surcharged'],
  ['+44 800 123 4567', '+448001234567', 'free'],
] as const)('TEL-1: %s is %s, and its price is %s', (written, number, tariff) => {
  expect(readNumber(written, 'FR')).toBe(number)
  expect(tariffOf(number)).toBe(tariff)
})

test('TEL-1: no surcharged number ever serves support or complaints, however it is written', () => {
  const dear = fc.tuple(fc.constantFrom('81', '82', '89'), fc.integer({ min: 0, max: 9_999_999 }))
  const written = fc.constantFrom(
    (n: string) => `0${n}`,
    (n: string) => `+33${n}`,
    (n: string) => `0033 ${n}`,
    (n: string) => `0${n}`.replaceAll(/(..)/g, '$1 '),
    (n: string) => `+33 (0) ${n}`,
  )
  fc.assert(
    fc.property(
      dear,
      written,
      fc.constantFrom('support' as const, 'complaint' as const),
      ([range, rest], write, purpose) => {
        const number = readNumber(write(`${range}${String(rest).padStart(7, '0')}`), 'FR')
        return number === undefined || !mayServe(purpose, tariffOf(number))
      },
    ),
  )
})

test('a number is shown as people read it', () => {
  expect(shownNumber('+33123456789')).toBe('01 23 45 67 89')
  expect(shownNumber('+3221234567')).toBe('+32 2 123 45 67')
  expect(shownNumber('3020')).toBe('30 20')
})
