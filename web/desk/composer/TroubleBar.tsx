import { useTranslation } from 'react-i18next'
import classes from './Composer.module.css'
import type { SendResult } from './useSend.ts'

export interface TroubleBarProps {
  trouble: Exclude<SendResult, { kind: 'sent' }> | undefined
  onAgain: () => void
}

/** Why it was not sent: the words are still here, and may be tried again. News has a bar of its own. */
export function TroubleBar({ trouble, onAgain }: TroubleBarProps) {
  const { t } = useTranslation('desk')
  if (!trouble || trouble.kind === 'stale') return null
  return (
    <p className={classes.trouble}>
      {trouble.kind === 'network' ? t('compose.notSentNetwork') : trouble.sentence}
      <button type="button" className={classes.staleAct} onClick={onAgain}>
        {t('compose.again')}
      </button>
    </p>
  )
}
