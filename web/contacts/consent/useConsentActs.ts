import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Purpose, Way } from '../../../contract/consents.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { reasonOf } from '../data/useContactChange.ts'

export interface AgreementGiven {
  channel: Way | null
  wordingVersion: string
  source: string
}

/** Writes down an agreement, or a refusal for every way; nothing is taken back, the next entry says otherwise. */
export function useConsentActs(contactId: string) {
  const { t } = useTranslation('contacts')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  return async (purpose: Purpose, agreement: AgreementGiven | null): Promise<boolean> => {
    try {
      await call.contacts.recordConsent({
        id: contactId,
        purpose,
        ...(agreement ? { ...agreement, given: true } : { given: false, source: 'adviser' }),
      })
      announce(t(agreement ? 'consent.agreed' : 'consent.refused'), 'polite', { visible: true })
      return true
    } catch (error) {
      announce(t('notSaved', { reason: reasonOf(error) }), 'assertive', { visible: true })
      return false
    } finally {
      void queryClient.invalidateQueries({
        queryKey: query.contacts.listConsents.key({ input: { id: contactId } }),
      })
    }
  }
}
