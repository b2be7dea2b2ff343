import { expect, test } from 'vitest'
import { arrange, type PaletteEntry } from './palette-entries.ts'

const entry = (id: string, group: PaletteEntry['group'], name: string, words = ''): PaletteEntry => ({
  id,
  group,
  name,
  words,
  run: () => undefined,
})
const entries = [
  entry('help', 'help', 'Aide du clavier', 'Keyboard help'),
  entry('go.desk', 'go', 'Aller au bureau', 'Go to the desk'),
  entry('close', 'act', 'Clore', 'Close'),
  entry('reply', 'act', 'Répondre', 'Reply'),
  entry('undo', 'now', 'Annuler', 'Undo'),
  entry('anna', 'found', 'Anna Pereira'),
]
const ids = (query: string, uses = {}) =>
  arrange(entries, query, uses).flatMap(group => group.entries.map(found => found.id))

test('without a query everything is there, in the order of the palette', () => {
  expect(ids('')).toEqual(['undo', 'close', 'reply', 'anna', 'go.desk', 'help'])
})

test('inside a group, what is used most comes first', () => {
  expect(ids('', { reply: 3 })).toEqual(['undo', 'reply', 'close', 'anna', 'go.desk', 'help'])
})

test.each([
  ['clore', ['close', 'anna']],
  ['close', ['close', 'anna']],
  ['repondre', ['reply', 'anna']],
  ['bureau', ['anna', 'go.desk']],
])('"%s" finds in both languages and without accents; people found by the server stay', (query, found) => {
  expect(ids(query)).toEqual(found)
})
