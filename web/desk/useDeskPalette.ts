import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { useExtraCommands, usePaletteSource } from '../keyboard/useCommands.ts'
import { everyone } from '../roles.ts'
import { useSession } from '../session.tsx'
import { useDesk } from './DeskContext.tsx'

const eachFound = 6

/** Lets the palette find conversations and people, and begin a new conversation. */
export function useDeskPalette() {
  const { t } = useTranslation(['desk', 'common'])
  const { call } = useApi()
  const { is } = useSession()
  const { open, write } = useDesk()
  const [, navigate] = useLocation()
  const mayWrite = is(...everyone.filter(role => role !== 'collaborator'))

  usePaletteSource(async (query, signal) => {
    const [conversations, people] = await Promise.all([
      call.conversations.list({ q: query, limit: eachFound }, { signal }),
      mayWrite ? call.contacts.listContacts({ q: query, limit: eachFound }, { signal }) : { items: [] },
    ])
    return [
      ...people.items.map(contact => ({
        id: `contact/${contact.id}`,
        group: 'found' as const,
        name: contact.name,
        hint: contact.identities[0]?.shown ?? t('found.person'),
        run: () => navigate(`/contacts/${contact.id}`),
      })),
      ...conversations.items.map(row => ({
        id: `conversation/${row.id}`,
        group: 'found' as const,
        name: row.subject || t('list.noSubject'),
        hint: t('found.conversation', {
          number: t('header.number', { number: row.number }),
          name: row.contact.name,
        }),
        run: () => open(row),
      })),
    ]
  })
  useExtraCommands(
    mayWrite
      ? [
          {
            id: 'conversation.new',
            group: 'create',
            name: t('newConversation.title'),
            words: t('newConversation.words'),
            run: () => write(),
          },
        ]
      : [],
  )
}
