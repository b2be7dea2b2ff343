import { expect, test } from 'vitest'
import type { ChatChannel } from '../../../contract/channels.ts'
import { snippetOf, toChatChanges, toChatValues } from './chat-values.ts'

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
  updatedAt: '2026-11-22T09:00:00Z',
}

test('a chat that is shown and saved unchanged stays as it was', () => {
  const { origins, theme, welcome, away, transcript, awayAfterMinutes } = chat
  expect(toChatChanges(toChatValues(chat))).toMatchObject({
    ...{ origins, theme, welcome, away, transcript, awayAfterMinutes },
  })
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
