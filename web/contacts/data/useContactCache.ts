import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Contact } from '../../../contract/contacts.ts'
import { useApi } from '../../api/ApiProvider.tsx'

type Pages = InfiniteData<{ items: Contact[]; next: string | null }>

/** Writes a card where it is shown: on its page and in the rows of the address book. */
export function useContactCache() {
  const { query } = useApi()
  const queryClient = useQueryClient()
  return useMemo(() => {
    const cardKey = (id: string) => query.contacts.getContact.queryKey({ input: { id } })
    return {
      get: (id: string) => queryClient.getQueryData(cardKey(id)),
      put: (contact: Contact) => {
        queryClient.setQueryData(cardKey(contact.id), contact)
        // Rows keep their place although a new name would sort elsewhere: nothing moves under the pointer.
        queryClient.setQueriesData<Pages>({ queryKey: query.contacts.listContacts.key() }, pages =>
          pages?.pages
            ? {
                ...pages,
                pages: pages.pages.map(page => ({
                  ...page,
                  items: page.items.map(item => (item.id === contact.id ? contact : item)),
                })),
              }
            : pages,
        )
      },
      /** Forgets what was asked before, after an answer is refused or a card is new. */
      reload: (id: string) => queryClient.invalidateQueries({ queryKey: cardKey(id) }),
      reloadLists: () => queryClient.invalidateQueries({ queryKey: query.contacts.listContacts.key() }),
      reloadTimeline: (id: string) =>
        queryClient.invalidateQueries({ queryKey: query.contacts.timeline.key({ input: { id } }) }),
    }
  }, [query, queryClient])
}
