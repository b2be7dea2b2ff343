import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Access } from './contract/common.ts'
import { contract } from './contract/index.ts'
import { webhookEvents } from './contract/webhook-events.ts'
import { internalEvents } from './server/platform/event-types.ts'
import { frenchFaults, sameSentence, wordingFaults } from './tests/wording.ts'
import { subjectKind } from './web/settings/audit/subjects.ts'

type Sentences = Map<string, string>

const homes = ['server/platform/i18n', 'web/i18n', 'widget/i18n'].filter(existsSync)

const files = homes.flatMap(home => {
  const names = ['fr', 'en'].flatMap(language => {
    const folder = `${home}/${language}`
    return existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []
  })
  return [...new Set(names)].map(name => ({ home, name }))
})

function sentencesOf(path: string): Sentences {
  return new Map(flatten(JSON.parse(readFileSync(path, 'utf8')), ''))
}

function* flatten(value: unknown, key: string): Iterable<[string, string]> {
  if (typeof value !== 'object' || value === null) return yield [key, String(value)]
  for (const [name, inner] of Object.entries(value)) yield* flatten(inner, key ? `${key}.${name}` : name)
}

const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
const holesOf = (sentence: string) => [...new Set(sentence.match(/\{\{.*?\}\}|<\/?\w+>/g) ?? [])].sort()

test('there are sentences to compare', () => {
  expect(files.length).toBeGreaterThan(1)
})

test.each(files)('$home/$name says the same things in French and in English', ({ home, name }) => {
  expect(existsSync(`${home}/fr/${name}`) && existsSync(`${home}/en/${name}`)).toBe(true)
  const fr = sentencesOf(`${home}/fr/${name}`)
  const en = sentencesOf(`${home}/en/${name}`)
  const keys = (sentences: Sentences) => [...new Set([...sentences.keys()].map(withoutPlural))].sort()
  expect(keys(fr)).toEqual(keys(en))

  const faults = [...fr, ...en]
    .filter(([, sentence]) => sentence.trim() === '')
    .map(([key]) => `${key} is empty`)
  for (const [key, sentence] of fr) {
    const english = en.get(key)
    if (english === undefined) continue
    if (sameSentence(sentence, english)) faults.push(`${key} is the same in both languages: ${sentence}`)
    // A plural of one may leave its number out.
    if (key.endsWith('_one')) continue
    const [here, there] = [holesOf(sentence), holesOf(english)]
    if (here.join() !== there.join())
      faults.push(`${key} is filled with ${here} in French, ${there} in English`)
  }
  for (const sentences of [fr, en]) {
    for (const key of sentences.keys()) {
      const plural = key.match(/^(.*)_(one|other)$/)
      if (plural && !(sentences.has(`${plural[1]}_one`) && sentences.has(`${plural[1]}_other`))) {
        faults.push(`${plural[1]} needs both _one and _other`)
      }
    }
  }
  expect(faults).toEqual([])
})

test.each(files)('$home/$name is well written', ({ home, name }) => {
  const faults: string[] = []
  for (const [key, sentence] of sentencesOf(`${home}/fr/${name}`)) {
    const found = [...frenchFaults(sentence), ...wordingFaults(sentence)]
    if (found.length > 0) faults.push(`fr ${key}: ${found.join(', ')}: ${sentence}`)
  }
  for (const [key, sentence] of sentencesOf(`${home}/en/${name}`)) {
    const found = wordingFaults(sentence)
    if (found.length > 0) faults.push(`en ${key}: ${found.join(', ')}: ${sentence}`)
  }
  expect(faults).toEqual([])
})

test('each kind of thing that may not be found has its word', () => {
  const sources = globSync('server/**/*.ts', { exclude: ['**/*.test.ts'] })
  const kinds = sources.flatMap(path =>
    [...readFileSync(path, 'utf8').matchAll(/new NotFound\('(\w+)'/g)].map(([, kind]) => kind!),
  )
  expect(kinds.length).toBeGreaterThan(50)
  const words = sentencesOf('server/platform/i18n/fr/request.json')
  expect([...new Set(kinds)].filter(kind => !words.has(`kind.${kind}`))).toEqual([])
})

const audit = (language: 'fr' | 'en') => sentencesOf(`web/i18n/${language}/settings.json`)

test('everything that is written down as having happened has its words in the journal', () => {
  const types = [...Object.keys(webhookEvents), ...Object.keys(internalEvents)]
  expect(types.filter(type => !audit('fr').has(`audit.type.${type}`))).toEqual([])
})

test('every kind of thing that the journal names has its word', () => {
  const logged = Object.entries(contract).flatMap(([domain, routes]) =>
    Object.entries(routes).flatMap(([name, route]) =>
      (route['~orpc'].meta as Access).logged ? [`${domain}.${name}`] : [],
    ),
  )
  const subjects = globSync('server/**/*.ts', { exclude: ['**/*.test.ts', '**/testing/**'] }).flatMap(path =>
    [...readFileSync(path, 'utf8').matchAll(/subject: \{ kind: '(\w+)'/g)].map(([, kind]) => kind!),
  )
  expect(logged.length).toBeGreaterThan(20)
  expect(subjects.length).toBeGreaterThan(50)
  const kinds = [...new Set([...logged, ...subjects])]
  expect(kinds.filter(kind => !audit('fr').has(`audit.subject.${subjectKind(kind)}`))).toEqual([])
})
