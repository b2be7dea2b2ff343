import type { Message } from '../../../contract/conversations.ts'

/** A message for the tests; only what matters to a test is said. */
export function aMessage(change: Partial<Message> & { id: string }): Message {
  return {
    conversationId: 'k1',
    episodeId: 'e1',
    at: '2026-11-21T09:00:00.000Z',
    direction: 'in',
    channel: 'email',
    channelId: null,
    author: { kind: 'contact', id: null, name: 'Anna Pereira', photoUrl: null },
    from: { name: 'Anna Pereira', address: 'anna@mail.test' },
    to: [{ name: '', address: 'bonjour@maison-bleuet.test' }],
    cc: [],
    bcc: [],
    subject: 'Bouquet',
    text: 'Hello',
    fullText: 'Hello',
    html: null,
    language: 'en',
    attachments: [],
    automatic: 'none',
    auth: null,
    deliveryStatus: null,
    deliveryError: null,
    leavesAt: null,
    mentions: [],
    redactions: [],
    metadata: {},
    ...change,
  }
}
