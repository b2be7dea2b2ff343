import { expect, test } from 'vitest'
import { isOverwriting, touchedOf } from './chat-saving.ts'
import type { ChatValues } from './chat-values.ts'

const saved: ChatValues = {
  name: 'Boutique',
  language: 'fr',
  teamId: null,
  calendarId: null,
  brandId: null,
  origins: 'https://shop.test',
  colour: '',
  side: 'right',
  welcomeFr: 'Bonjour',
  welcomeEn: 'Hello',
  awayFr: 'Absents',
  awayEn: 'Away',
  preChat: [],
  noticeFr: '',
  noticeEn: '',
  noticeUrl: '',
  proactive: [],
  awayAfterMinutes: 3,
  resumeHours: 24,
  offersTranscript: true,
  enabled: true,
}

test('only what was touched is sent, a text in both its languages', () => {
  expect(touchedOf(saved, saved)).toEqual({})
  expect(touchedOf(saved, { ...saved, welcomeFr: 'Bienvenue', resumeHours: 48 })).toEqual({
    welcome: { fr: 'Bienvenue', en: 'Hello' },
    resumeHours: 48,
  })
})

test('somebody else’s change is overwritten only where it is of the same part', () => {
  const now = { ...saved, welcomeEn: 'Welcome' }
  const sent = (values: Partial<ChatValues>) => touchedOf(now, { ...now, ...values })
  expect(isOverwriting(saved, now, sent({ welcomeFr: 'Bienvenue' }))).toBe(true)
  expect(isOverwriting(saved, now, sent({ awayFr: 'Partis' }))).toBe(false)
  expect(isOverwriting(saved, saved, sent({ welcomeFr: 'Bienvenue' }))).toBe(false)
})
