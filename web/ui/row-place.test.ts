import { expect, test } from 'vitest'
import { createRowPlaces } from './row-place.ts'

function aMemory(first: Record<string, string> = {}) {
  const kept = new Map(Object.entries(first))
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
}

test('a list is found again where it was left, each workspace and each list for itself', () => {
  const memory = aMemory()
  const places = createRowPlaces(memory, 'pivoine')
  places.keep('contacts', { scrollTop: 480, key: 'anna' })
  expect(places.read('contacts')).toEqual({ scrollTop: 480, key: 'anna' })
  expect(places.read('companies')).toEqual({ scrollTop: 0, key: undefined })
  expect(createRowPlaces(memory, 'other').read('contacts')).toEqual({ scrollTop: 0, key: undefined })
})

test.each(['not JSON', '"text"', 'null', '{"scrollTop":"high"}'])(
  'a place written as %s is the top',
  text => {
    const places = createRowPlaces(aMemory({ 'boucle-rows/pivoine/contacts': text }), 'pivoine')
    expect(places.read('contacts')).toEqual({ scrollTop: 0, key: undefined })
  },
)

test('a browser that refuses to store changes nothing', () => {
  const refused = () => {
    throw new Error('QuotaExceededError')
  }
  const places = createRowPlaces({ getItem: refused, setItem: refused }, 'pivoine')
  places.keep('contacts', { scrollTop: 480, key: 'anna' })
  expect(places.read('contacts')).toEqual({ scrollTop: 0, key: undefined })
})
