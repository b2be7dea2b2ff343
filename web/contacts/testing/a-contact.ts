import type { Contact } from '../../../contract/contacts.ts'

/** A card for tests, that says only what matters to them. */
export function aContact(part: Partial<Contact> = {}): Contact {
  return {
    id: '01a20049-1a68-70b5-9ebd-aeceb3650de3',
    name: 'Anna Pereira',
    firstName: 'Anna',
    lastName: 'Pereira',
    language: 'fr',
    company: { id: '01a20049-1ae2-70e6-8058-c0848f29f7b9', name: 'Fleurs de Lyon', domain: 'fleurs.example' },
    stage: 'prospect',
    stageSince: '2026-03-01T09:00:00.000Z',
    isVip: false,
    isMinor: false,
    preferredChannel: null,
    attributes: { loyalty: 'Or', shoe_size: 38 },
    blockedAt: null,
    identities: [],
    openConversations: 0,
    archivedAt: null,
    createdAt: '2026-01-05T09:00:00.000Z',
    updatedAt: '2026-03-01T09:00:00.000Z',
    lastContactAt: null,
    ...part,
  }
}
