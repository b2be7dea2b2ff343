import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { type CreatedReason, useNarrowings } from '../data/queries.ts'

/** Names a reason with its family, « Livraison › Retard », in the language of the page. */
export function useReasonNames() {
  const { t } = useTranslation('insights')
  const { language } = useFormat()
  const { reasons } = useNarrowings()
  const labelOf = (reason: { labelFr: string; labelEn: string }) =>
    language === 'fr' ? reason.labelFr : reason.labelEn
  return (reason: CreatedReason): string => {
    if (!reason) return t('noReason')
    const family = reasons.find(({ id }) => id === reason.parentId)
    return family ? `${labelOf(family)} › ${labelOf(reason)}` : labelOf(reason)
  }
}
