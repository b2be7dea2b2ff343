import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Limits, look, type Standing } from './alert-figures.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute))
const limits: Limits = { figure: 'waiting', threshold: 10, back: 6, minutes: 3 }

/** What an alert does over values, a minute apart. */
function over(values: (number | undefined)[], said: Limits = limits): (string | undefined)[] {
  let standing: Standing = { beyondSince: null, isOpen: false }
  return values.map((value, minute) => {
    const { change, ...next } = look(said, standing, value, at(minute))
    standing = next
    return change
  })
}
const no = undefined

describe('an alert has a threshold, a patience and a way back', () => {
  test.each<[string, (number | undefined)[], (string | undefined)[]]>([
    ['opens after its minutes beyond', [11, 12, 11, 11], [no, no, no, 'opens']],
    ['does not open for what passes', [11, 12, 9, 11, 12, 11], [no, no, no, no, no, no]],
    ['stays open between threshold and back', [11, 11, 11, 11, 9, 7, 11], [no, no, no, 'opens', no, no, no]],
    [
      'ends when it is back, and may open again',
      [11, 11, 11, 11, 6, 11, 11, 11, 11],
      [no, no, no, 'opens', 'ends', no, no, no, 'opens'],
    ],
    ['keeps what it was while nobody knows', [11, 11, no, 11, no, 11], [no, no, no, 'opens', no, no]],
  ])('%s', (_, values, expected) => expect(over(values)).toEqual(expected))

  test('for what should be high, beyond is below', () => {
    expect(over([0.7, 0.7, 0.9], { figure: 'serviceLevel', threshold: 0.8, back: 0.85, minutes: 0 })).toEqual(
      ['opens', no, 'ends'],
    )
  })

  test('whatever the figure does, openings and ends take turns', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })), values => {
        const changes = over(values).filter(change => change !== undefined)
        for (const [index, change] of changes.entries())
          expect(change).toBe(index % 2 === 0 ? 'opens' : 'ends')
      }),
    )
  })
})
