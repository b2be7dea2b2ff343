import { expect, test } from 'vitest'
import { SegmentCondition } from '../../../contract/segments.ts'
import { blankCondition, families, isReady, isWhole, kindOf, kindsByFamily } from './segment-values.ts'

const kinds = families.flatMap(family => kindsByFamily[family])

test.each(kinds)(
  'M3: %s is added by its own line of the menu, and is the contract’s once it is whole',
  kind => {
    const blank = blankCondition(kind)
    expect(kindOf(blank)).toBe(kind)
    if (isWhole(blank)) expect(SegmentCondition.parse(blank)).toEqual(blank)
  },
)

test('every condition of the contract has its line in the menu', () => {
  const said = new Set(kinds.map(kind => blankCondition(kind).on))
  expect([...said].toSorted()).toEqual(SegmentCondition.options.map(one => one.shape.on.value).toSorted())
})

test('a segment that asks for nothing, or for a range the wrong way round, is not counted', () => {
  const range = (from: number | null, to: number | null) =>
    isReady({ all: [{ on: 'satisfaction', from, to, not: false }], any: [] })
  expect(isReady({ all: [], any: [] })).toBe(false)
  expect([range(null, null), range(5, 2), range(2, 5), range(null, 2)]).toEqual([false, false, true, true])
})
