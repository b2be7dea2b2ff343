import { expect, test } from 'vitest'
import type { ChatChannel } from '../../../contract/channels.ts'
import { missingTexts, newQuestion, newRule, snippetOf, toChatChanges, toChatValues } from './chat-values.ts'

const chat: ChatChannel = {
  id: '0190a0a0-0000-7000-8000-000000000001',
  kind: 'chat',
  name: 'Boutique',
  address: 'c0123456789abcdef01234567',
  language: 'fr',
  signature: '',
  teamId: '0190a0a0-0000-7000-8000-000000000002',
  calendarId: null,
  brandId: null,
  enabled: true,
  origins: ['https://a.test', 'https://b.test'],
  theme: { colour: '#1f6f5c', side: 'left' },
  welcome: { fr: 'Bonjour', en: 'Hello' },
  away: { fr: 'Absents', en: 'Away' },
  preChat: [],
  notice: null,
  proactive: [],
  transcript: 'off',
  awayAfterMinutes: 5,
  resumeHours: 24,
  hasIdentitySecret: false,
  oldSecretUntil: null,
  health: { state: 'unknown', since: null, lastInAt: null, lastOutAt: null, error: null },
  version: 1,
  deletedAt: null,
  updatedAt: '2026-11-22T09:00:00Z',
}

const field = { key: 'choice', type: 'choice', labelFr: 'Motif', labelEn: 'About', required: true } as const
const full: ChatChannel = {
  ...chat,
  preChat: [{ ...field, choices: ['Livraison', 'Retour'] }],
  notice: { fr: 'Gardés deux ans.', en: 'Kept for two years.', url: 'https://a.test/vie-privee' },
  proactive: [
    { id: 'r', page: '/cart', afterSeconds: 5, onlyWhenOpen: true, text: { fr: 'Oui', en: 'Yes' } },
  ],
  resumeHours: 48,
}

test.each([chat, full])('a chat that is shown and saved unchanged stays as it was', shown => {
  const { origins, theme, welcome, away, transcript, awayAfterMinutes, resumeHours } = shown
  const { preChat, notice, proactive } = shown
  expect(toChatChanges(toChatValues(shown))).toMatchObject({
    ...{ origins, theme, welcome, away, transcript, awayAfterMinutes, resumeHours },
    ...{ preChat, notice, proactive },
  })
  expect(missingTexts(toChatValues(shown)).size).toBe(0)
})

test('a notice that says nothing is none, an empty line is no choice', () => {
  const values = { ...toChatValues(full), noticeFr: ' ', noticeEn: '' }
  expect(toChatChanges(values).notice).toBeNull()
  const typed = { ...values, preChat: [{ ...field, choices: ['Livraison ', '', ' '] }] }
  expect(toChatChanges(typed).preChat[0]!.choices).toEqual(['Livraison'])
})

test('what one language says, the other says too', () => {
  const values = toChatValues(full)
  const missing = (change: object) => [...missingTexts({ ...values, ...change })]
  expect(missing({ noticeEn: '' })).toEqual(['noticeEn'])
  expect(missing({ noticeFr: '', noticeEn: '' })).toEqual(['noticeFr', 'noticeEn']) // a link alone says nothing
  expect(missing({ preChat: [{ ...field, choices: ['x'], labelEn: ' ' }] })).toEqual(['preChat'])
  expect(missing({ preChat: [{ ...field, choices: [''] }] })).toEqual(['preChat'])
  expect(missing({ proactive: [newRule([])] })).toEqual(['proactive'])
})

test('a new question or message has a key that no other has', () => {
  const first = newQuestion('text', [])
  expect(newQuestion('text', [first]).key).toBe('text_2')
  expect(newRule([{ id: 'rule-2' }]).id).toBe('rule-3')
})

test('sites are named one a line, empty lines name none', () => {
  const values = { ...toChatValues(chat), origins: ' https://a.test\n\n https://c.test ' }
  expect(toChatChanges(values).origins).toEqual(['https://a.test', 'https://c.test'])
})

test('the line for the pages of a site names the server and the key', () => {
  expect(snippetOf('https://care.test', 'c01')).toBe(
    '<script async src="https://care.test/widget.js" data-key="c01"></script>',
  )
})
