import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useComplaint } from './useComplaint.ts'

export type ComplaintForm = 'dismiss' | 'hold' | 'conclude'

/** Which form of the complaint is open, and what stops a closing: a confirmed complaint is concluded first. */
export function useConcluding({ id, complaint }: Pick<Conversation, 'id' | 'complaint'>) {
  const { t } = useTranslation('desk')
  const announce = useAnnounce()
  const [form, setForm] = useState<ComplaintForm>()
  const { data } = useComplaint(id, complaint === 'confirmed')
  const isUnfinished = complaint === 'confirmed' && data?.complaint?.conclusion === null
  return {
    form,
    setForm,
    /** True where the conclusion is asked for instead. */
    stopsClosing(): boolean {
      if (!isUnfinished) return false
      setForm('conclude')
      announce(t('complaint.concludeFirst'), 'assertive', { visible: true })
      return true
    },
  }
}
