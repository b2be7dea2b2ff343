import { expect, test } from 'vitest'
import type { EmailChannel } from '../../../contract/channels.ts'
import { newChannelValues, toChannelChanges, toChannelValues } from './channel-values.ts'

const channel: EmailChannel = {
  id: '0190a0a0-0000-7000-8000-000000000001',
  kind: 'email',
  name: 'Bonjour',
  address: 'bonjour@essai.test',
  language: 'fr',
  signature: '',
  teamId: null,
  calendarId: null,
  brandId: null,
  enabled: true,
  receives: 'imap',
  imap: {
    host: 'imap.essai.test',
    port: 993,
    secure: true,
    user: 'bonjour',
    auth: 'password',
    mailbox: 'INBOX',
    afterReading: 'leave',
    hasPassword: true,
    hasClientSecret: false,
  },
  smtp: null,
  silentAfterHours: 24,
  health: { state: 'works', since: null, lastInAt: null, lastOutAt: null, error: null },
  version: 1,
  deletedAt: null,
  updatedAt: '2026-11-21T09:00:00Z',
}

test('a password that is kept comes to the form empty, and an empty one is never sent', () => {
  const values = toChannelValues(channel)
  expect(values.imap.password).toBe('')
  const moved = { ...values, imap: { ...values.imap, host: 'imap2.essai.test' } }
  const sent = toChannelChanges(moved, ['imap'])
  expect(sent.imap).toMatchObject({ host: 'imap2.essai.test', user: 'bonjour' })
  expect(sent.imap).not.toHaveProperty('password')
})

test('a new password is sent with the server it opens', () => {
  const values = toChannelValues(channel)
  const sent = toChannelChanges({ ...values, imap: { ...values.imap, password: 'secret' } }, ['imap'])
  expect(sent.imap).toMatchObject({ host: 'imap.essai.test', password: 'secret' })
})

test('an update says nothing of what did not change', () => {
  expect(toChannelChanges({ ...toChannelValues(channel), name: 'Accueil' }, ['name'])).toEqual({
    name: 'Accueil',
  })
})

test('going back to receiving here takes the mailbox away, and only then', () => {
  const values = { ...toChannelValues(channel), receives: 'smtp' as const }
  expect(toChannelChanges(values, ['receives'])).toEqual({ imap: null })
})

test('a server for sending that asks for no name is sent without one', () => {
  const values = newChannelValues('fr')
  const sent = toChannelChanges(
    { ...values, sends: 'own', smtp: { ...values.smtp, host: 'relay.essai.test' } },
    ['sends', 'smtp'],
  )
  expect(sent.smtp).toEqual({ host: 'relay.essai.test', port: 587, secure: false })
})
