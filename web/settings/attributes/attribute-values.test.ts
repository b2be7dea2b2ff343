import { expect, test } from 'vitest'
import { isKey, keyFrom } from './attribute-values.ts'

test.each([
  ['Taille', 'taille'],
  ['Taille de bouquet', 'taille_de_bouquet'],
  ['N° de série', 'n_de_serie'],
  ['2e prénom', 'e_prenom'],
  ['Été — hiver', 'ete_hiver'],
  ['x'.repeat(80), 'x'.repeat(63)],
])('"%s" gives the key %s', (name, key) => {
  expect(keyFrom(name)).toBe(key)
  expect(isKey(keyFrom(name))).toBe(true)
})

test.each(['', '2x', 'Taille', 'a-b', 'é', 'x'.repeat(64)])('"%s" is no key', text => {
  expect(isKey(text)).toBe(false)
})
