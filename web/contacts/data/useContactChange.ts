import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem } from '../../api/api-problem.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { type ContactChange, changed, inverse } from './contact-change.ts'
import { useContactCache } from './useContactCache.ts'

export interface ChangeOptions {
  /** What was done, for the bar that offers to undo it. */
  text: string
  /** The company of `companyId`, to show its name at once. */
  company?: Contact['company']
}

/** Changes a card: shown at once, kept by the server, taken back with a sentence if refused, undone for 10 s. */
export function useContactChange() {
  const { t } = useTranslation('contacts')
  const { call } = useApi()
  const cache = useContactCache()
  const offerUndo = useUndo()
  const announce = useAnnounce()

  return useCallback(
    async (contact: Contact, change: ContactChange, { text, company }: ChangeOptions): Promise<boolean> => {
      cache.put(changed(contact, change, new Date(), company))
      try {
        cache.put(await call.contacts.updateContact({ id: contact.id, ...change }))
      } catch (error) {
        cache.put(contact)
        void cache.reload(contact.id)
        announce(t('notSaved', { reason: reasonOf(error) }), 'assertive', { visible: true })
        return false
      }
      offerUndo({
        text,
        undo: async () =>
          cache.put(await call.contacts.updateContact({ id: contact.id, ...inverse(contact, change) })),
      })
      return true
    },
    [t, call, cache, offerUndo, announce],
  )
}

/** Why the server refused, in its own words. */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.detail ?? error.title
  return error instanceof Error ? error.message : String(error)
}
