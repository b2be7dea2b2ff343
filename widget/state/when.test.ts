import { expect, test } from 'vitest'
import { createWhen } from './when.ts'

const now = Date.parse('2026-03-31T22:30:00Z') // half past midnight in Paris, the first of April

test.each([
  ['fr', 'Europe/Paris', '2026-04-01T07:00:00Z', 'à 9\u00a0h'],
  ['en', 'Europe/Paris', '2026-04-01T07:00:00Z', 'at 9:00'],
  ['fr', 'Europe/Paris', '2026-04-02T07:30:00Z', 'demain à 9\u00a0h\u00a030'],
  ['en', 'America/New_York', '2026-04-01T13:00:00Z', 'tomorrow at 9:00'],
  ['fr', 'Asia/Kolkata', '2026-04-06T07:00:00Z', 'lundi à 12\u00a0h\u00a030'],
  ['fr', 'Europe/Paris', '2026-05-01T07:00:00Z', 'vendredi 1er mai à 9\u00a0h'],
  ['en', 'Europe/Paris', '2026-05-01T07:00:00Z', 'Friday 1 May at 9:00'],
] as const)('E46 in %s at %s, %s is «%s»', (language, zone, at, words) => {
  expect(createWhen(language, zone).moment(at, now)).toBe(words)
})

test.each([
  ['fr', '2026-03-31T22:10:00Z', 'aujourd’hui'],
  ['fr', '2026-03-31T21:50:00Z', 'hier'],
  ['en', '2026-03-31T21:50:00Z', 'yesterday'],
  ['fr', '2026-03-01T12:00:00Z', 'dimanche 1er mars'],
  ['en', '2026-03-01T12:00:00Z', 'Sunday 1 March'],
] as const)('in %s, %s lies under the day «%s»', (language, at, words) => {
  expect(createWhen(language, 'Europe/Paris').day(at, now)).toBe(words)
})
