import { expect, test } from 'vitest'
import en from '../i18n/en/settings.json'
import fr from '../i18n/fr/settings.json'
import { findable, findSettings } from './find-settings.ts'
import { type SectionPath, sections } from './sections.ts'

type Words = typeof fr

function entries(words: Words) {
  return [
    ...sections.map(({ path }) => ({
      href: `/settings/${path}`,
      name: words.section[path].name,
      where: '',
      words: words.section[path].words,
    })),
    ...findable.map(({ section, anchor, name }) => ({
      href: `/settings/${section}#${anchor}`,
      name: sentence(words, name),
      where: '',
      words: '',
    })),
  ]
}

function sentence(words: unknown, key: string): string {
  return key.split('.').reduce((part, step) => (part as Record<string, unknown>)[step], words) as string
}

const inFrench = entries(fr)
const inEnglish = entries(en as Words)

test.each<[string, SectionPath]>([
  ['jours fériés', 'hours'],
  ['smtp', 'channels'],
  ['imap', 'channels'],
  ['inviter', 'people'],
  ['mot de passe', 'me'],
  ['photo', 'me'],
  ['sombre', 'appearance'],
  ['raccourci', 'appearance'],
  ['supprimer', 'data'],
  ['jeton', 'api'],
  ['motif', 'reasons'],
  ['erreur', 'outbox'],
])('"%s" leads first to %s', (query, path) => {
  expect(findSettings(query, inFrench)[0]?.href).toMatch(new RegExp(`^/settings/${path}(#|$)`))
})

test('accents and capitals do not matter, and English words find in English', () => {
  expect(findSettings('ETIQUETTES', inFrench)[0]?.href).toBe('/settings/tags')
  expect(findSettings('public holidays', inEnglish)[0]?.href).toBe('/settings/hours')
})

test('a single setting is found in its place', () => {
  expect(findSettings('annuler un envoi', inFrench).map(({ href }) => href)).toContain(
    '/settings/hours#promises',
  )
  expect(findSettings('passkey', inEnglish).map(({ href }) => href)).toContain('/settings/me#passkeys')
})

test('what nobody calls anything is found nowhere', () => {
  expect(findSettings('pivoine', inFrench)).toEqual([])
})
