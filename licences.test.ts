import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Licences that let anyone use, change and give away Boucle under Apache-2.0. */
const accepted = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0', // data alone: names of browsers
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-1.1', // Hunspell: unchanged, each of its files stays under it
  'MPL-2.0', // each file of such a package stays under it, ours do not
  'OFL-1.1', // typeface
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
]

/** Packages whose package.json names no licence, or no exact one: read by hand. */
const readByHand: Record<string, string> = {
  'xmlhttprequest-ssl': 'MIT', // its LICENSE file
  'dictionary-en-gb': 'MIT AND BSD-3-Clause', // its license file; package.json names no BSD variant
}

type LockedPackage = { license?: string; link?: boolean }

/** True when a licence expression leaves us a way that is accepted throughout. */
function isAccepted(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some(way => way.split(/ AND /i).every(part => accepted.includes(part.trim())))
}

test('every package has a licence that we accept', () => {
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'))
  const packages = Object.entries(lock.packages as Record<string, LockedPackage>)
  const refused = packages
    .map(([path, { license }]) => {
      const name = path.split('node_modules/').at(-1) || 'boucle'
      return { name, licence: readByHand[name] ?? license ?? 'none' }
    })
    .filter(({ licence }) => !isAccepted(licence))
  expect(packages.length).toBeGreaterThan(100)
  expect(refused).toEqual([])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND BSD-3-Clause', true],
  ['MIT AND GPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['SSPL-1.0', false],
  ['none', false],
])('%s is accepted: %s', (expression, expected) => {
  expect(isAccepted(expression)).toBe(expected)
})

test('no package is read by hand that now says its licence itself, or has gone', () => {
  const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'))
  for (const name of Object.keys(readByHand)) {
    expect(lock.packages[`node_modules/${name}`]).toBeDefined()
    expect(isAccepted(lock.packages[`node_modules/${name}`].license ?? 'none')).toBe(false)
  }
})
