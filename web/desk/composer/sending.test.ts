import { describe, expect, test } from 'vitest'
import type { DraftContent } from './draft-keeper.ts'
import { envelopeOf, isLiveChat, obstacle, readersOf, unusable } from './sending.ts'

const anna = { name: 'Anna Pereira', address: 'anna@mail.test' }
const luc = { name: '', address: 'luc@mail.test' }
const channel = (id: string, enabled = true) => ({
  id,
  kind: 'email' as const,
  address: `${id}@shop.test`,
  name: id,
  enabled,
  language: 'fr' as const,
})
const content = (change: Partial<DraftContent> = {}): DraftContent => ({
  text: 'Hello',
  attachments: [],
  seenMessageId: null,
  ...change,
})
const parts = {
  usual: { to: [anna], cc: [luc] },
  channels: [channel('first'), channel('second'), channel('off', false)],
  channelId: 'second',
  subject: 'Bouquet',
}

describe('an answer', () => {
  test('goes to the usual people by the address the conversation came by', () => {
    const envelope = envelopeOf({ ...parts, content: content() })
    expect(envelope).toMatchObject({ to: [anna], cc: [luc], bcc: [], subject: 'Bouquet' })
    expect(envelope.channel?.id).toBe('second')
  })

  test('goes where the writer said instead', () => {
    const envelope = envelopeOf({ ...parts, content: content({ to: [luc], cc: [], channelId: 'first' }) })
    expect(envelope).toMatchObject({ to: [luc], cc: [], channel: { id: 'first' } })
  })

  test('takes another address when its own was switched off', () => {
    expect(envelopeOf({ ...parts, channelId: 'off', content: content() }).channel?.id).toBe('first')
  })

  test('passes a message on to nobody until someone is named', () => {
    expect(envelopeOf({ ...parts, content: content({ forwardMessageId: 'm1' }) })).toMatchObject({
      to: [],
      cc: [],
    })
  })
})

test.each([
  [
    { to: [anna], cc: [], bcc: [] },
    { name: 'Anna', others: 0 },
  ],
  [
    { to: [luc, anna], cc: [anna], bcc: [luc] },
    { name: 'luc@mail.test', others: 3 },
  ],
  [{ to: [], cc: [anna], bcc: [] }, undefined],
])('the button names who reads: %j', (envelope, readers) => {
  const person = { name: 'Anna Pereira', firstName: 'Anna', addresses: [anna.address] }
  expect(readersOf(envelope, person)).toEqual(readers)
})

test('what stands in the way is said before the server is asked', () => {
  const envelope = envelopeOf({ ...parts, content: content() })
  expect(obstacle(content(), envelope, false)).toBeUndefined()
  expect(obstacle(content({ text: ' ' }), envelope, false)).toBe('empty')
  expect(obstacle(content(), { ...envelope, to: [] }, false)).toBe('nobody')
  expect(obstacle(content(), { ...envelope, channel: undefined }, false)).toBe('noChannel')
  expect(obstacle(content(), envelope, true)).toBe('stillUploading')
})

describe('an answer by chat', () => {
  const chat = { ...channel('chat'), kind: 'chat' as const }
  const channels = [chat, ...parts.channels]

  test('goes to whoever is there, and names nobody', () => {
    const envelope = envelopeOf({
      ...parts,
      channels,
      channelId: 'chat',
      visitor: 'Nina',
      content: content(),
    })
    expect(envelope).toMatchObject({ channel: chat, to: [{ name: 'Nina', address: '' }], cc: [] })
    expect(obstacle(content(), envelope, false)).toBeUndefined()
  })

  test('is not offered where nobody wrote by chat, nor to pass a message on', () => {
    expect(unusable(chat, { channelId: 'second', isForward: false })).toBe('chatNobody')
    expect(unusable({ id: 'form', kind: 'form' }, { channelId: 'form', isForward: false })).toBe(
      'formTakesNone',
    )
    expect(unusable(chat, { channelId: 'chat', isForward: true })).toBe('chatForward')
    expect(unusable(chat, { channelId: 'chat', isForward: false })).toBeUndefined()
    expect(envelopeOf({ ...parts, channels, channelId: null, content: content() }).channel?.id).toBe('first')
    const forwarded = content({ forwardMessageId: 'm', to: [anna] })
    expect(envelopeOf({ ...parts, channels, channelId: 'chat', content: forwarded }).channel?.id).toBe(
      'first',
    )
  })
})

describe('D13: the preferred channel', () => {
  const chat = { ...channel('chat'), kind: 'chat' as const }
  const english = { ...channel('english'), language: 'en' as const }
  const channels = [chat, english, channel('first')]
  const chosen = (more: Partial<Parameters<typeof envelopeOf>[0]>) =>
    envelopeOf({ ...parts, channels, channelId: 'chat', content: content(), ...more }).channel?.id

  test.each([
    ['is taken when the chat is over, in the language of the chat', { preferred: 'email' }, 'first'],
    ['waits while somebody is in the chat', { preferred: 'email', isLive: true }, 'chat'],
    [
      'gives way to what the writer chose',
      { preferred: 'email', content: content({ channelId: 'chat' }) },
      'chat',
    ],
    ['is left where there is no address', { preferred: 'email', usual: { to: [], cc: [] } }, 'chat'],
    ['is left where we have no such channel', { preferred: 'phone' }, 'chat'],
    ['is left where it cannot be used here', { preferred: 'chat', channelId: 'english' }, 'english'],
    ['keeps the address of the conversation', { preferred: 'email', channelId: 'english' }, 'english'],
    ['changes nothing for who has none', { preferred: null }, 'chat'],
  ])('%s', (_how, more, expected) => {
    expect(chosen(more)).toBe(expected)
  })

  test.each([
    ['somebody is there', true, 'chat', 600, true],
    ['they wrote a moment ago', false, 'chat', 10, true],
    ['they left', false, 'chat', 31, false],
    ['they have since written by e-mail', true, 'email', 1, false],
  ])('a chat is live when %s', (_how, isHere, kind, minutesAgo, expected) => {
    const now = new Date('2026-03-02T10:00:00Z')
    const at = new Date(now.getTime() - minutesAgo * 60_000).toISOString()
    const later = { direction: 'out' as const, channel: 'email', at: now.toISOString() }
    expect(isLiveChat([{ direction: 'in', channel: kind, at }, later], { isHere, now })).toBe(expected)
  })
})
