import { expect, test } from 'vitest'
import { byDay, type Entry, ofFamilies, placeOf, readFamilies } from './timeline.ts'

function anEntry(part: Partial<Entry> = {}): Entry {
  return {
    id: part.id ?? '1',
    at: '2026-11-21T10:00:00.000Z',
    kind: 'message',
    title: 'Bouquet non reçu',
    detail: null,
    conversationId: null,
    conversationNumber: null,
    channel: null,
    direction: null,
    data: {},
    ...part,
  }
}

test('entries stand under their day, in the order they came', () => {
  const entries = [
    anEntry({ id: 'c', at: '2026-11-21T22:10:00Z' }),
    anEntry({ id: 'b', at: '2026-11-21T08:00:00Z' }),
    anEntry({ id: 'a', at: '2026-11-20T23:00:00Z' }),
  ]
  expect(byDay(entries, at => at.slice(0, 10))).toEqual([
    { heading: '2026-11-21', entries: entries.slice(0, 2) },
    { heading: '2026-11-20', entries: entries.slice(2) },
  ])
  expect(byDay([], at => at)).toEqual([])
})

test('a timeline shows the families of its address, and everything when it names none', () => {
  const kinds = ['message', 'conversation', 'record', 'survey', 'recovery', 'stage', 'event'] as const
  const entries = kinds.map(kind => anEntry({ id: kind, kind }))
  expect(ofFamilies(entries, readFamilies('card,orders')).map(({ kind }) => kind)).toEqual([
    'record',
    'stage',
    'event',
  ])
  expect(ofFamilies(entries, readFamilies(''))).toEqual(entries)
  expect(readFamilies('nonsense')).toEqual([])
})

test('each entry leads to what made it', () => {
  expect(placeOf(anEntry({ kind: 'survey', conversationNumber: 12 }))).toEqual({
    kind: 'inside',
    href: '/desk/all/12',
  })
  expect(placeOf(anEntry({ kind: 'recovery', conversationNumber: 12, data: { recoveryId: 'r1' } }))).toEqual({
    kind: 'inside',
    href: '/loops/recoveries/r1',
  })
  expect(placeOf(anEntry({ kind: 'record', data: { url: 'https://shop.example/1' } }))).toEqual({
    kind: 'outside',
    href: 'https://shop.example/1',
  })
  expect(placeOf(anEntry({ kind: 'stage' }))).toBeUndefined()
})

test('an address that is not of the web is not made a link', () => {
  expect(placeOf(anEntry({ kind: 'record', data: { url: 'javascript:alert(1)' } }))).toBeUndefined()
})
