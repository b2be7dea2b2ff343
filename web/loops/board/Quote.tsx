import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import classes from './RecoveryCard.module.css'

export interface QuoteProps {
  recovery: Pick<Recovery, 'comment' | 'language'>
}

/** The customer's words as they wrote them, in their language; or that they wrote none. */
export function Quote({ recovery: { comment, language } }: QuoteProps) {
  const { t } = useTranslation('loops')
  if (!comment) return <p className={classes.none}>{t('noComment')}</p>
  return (
    <blockquote className={classes.quote} lang={language ?? undefined}>
      {t('quoted', { comment })}
    </blockquote>
  )
}
