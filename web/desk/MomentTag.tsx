import { useTranslation } from 'react-i18next'
import { Tag } from '../ui/Tag.tsx'

export interface MomentTagProps {
  /** A confirmed complaint on it. */
  isEmotional: boolean
}

/** Says that a request is a moment of truth, and how much presses where it is a complaint as well (Q31). */
export function MomentTag({ isEmotional }: MomentTagProps) {
  const { t } = useTranslation('common')
  return <Tag tone={isEmotional ? 'late' : 'soon'}>{t(isEmotional ? 'emotional' : 'moment')}</Tag>
}
