import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'

export interface ContactChange {
  name?: string
  stage?: NonNullable<Contact['stage']>
  isVip?: boolean
}

/** Changes the card at once, with its way back; the rows of the lists take the new name from the live feed. */
export function useContactChange(contact: Contact | undefined) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  return useCallback(
    async (change: ContactChange) => {
      if (!contact) return
      const { id } = contact
      const key = query.contacts.getContact.queryKey({ input: { id } })
      const before: ContactChange = {
        ...(change.name !== undefined && { name: contact.name }),
        ...(change.stage !== undefined && contact.stage && { stage: contact.stage }),
        ...(change.isVip !== undefined && { isVip: contact.isVip }),
      }
      const take = (next: Contact) => {
        queryClient.setQueryData(key, next)
        void queryClient.invalidateQueries({ queryKey: query.conversations.list.key() })
      }
      queryClient.setQueryData(key, { ...contact, ...change })
      const running = call.contacts.updateContact({ id, ...change })
      const dropOffer = offerUndo({
        text: t('card.saved'),
        undo: async () => {
          await running
          take(await call.contacts.updateContact({ id, ...before }))
        },
      })
      try {
        take(await running)
      } catch (error) {
        queryClient.setQueryData(key, contact)
        dropOffer()
        announce(sayProblem(error, t), 'assertive', { visible: true })
      }
    },
    [contact, call, query, queryClient, offerUndo, announce, t],
  )
}
