import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { areasOf } from './words-of-screens.ts'

const root = new URL('..', import.meta.url).pathname

test('a screen comes with the sentences of all its parts: none hides what is typed because it came later', () => {
  expect(areasOf(root, 'routing/RulesScreen.tsx')).toEqual(
    expect.arrayContaining(['queues', 'rules', 'settings']),
  )
  expect(areasOf(root, 'desk/DeskScreen.tsx')).toEqual(expect.arrayContaining(['desk', 'work']))
})

test('every part names the areas of its sentences in plain letters, so that its screen finds them', () => {
  const unclear = globSync('**/*.tsx', { cwd: root }).filter(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\buseTranslation\(([^)]*)/g)].some(
      ([, named]) => !/^$|^'\w+'$|^\[('\w+', )*'\w+'\]$/.test(named!),
    ),
  )
  expect(unclear).toEqual([])
})
