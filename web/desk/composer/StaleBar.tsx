import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './Composer.module.css'

export interface StaleBarProps {
  /** What has arrived, or the server's refusal when it knew before this screen. */
  sentence: string
  onRead: () => void
  onSendAnyway: () => void
}

/** E48: what arrived while one was writing, before the answer leaves rather than after. */
export function StaleBar({ sentence, onRead, onSendAnyway }: StaleBarProps) {
  const { t } = useTranslation('desk')
  return (
    <div className={classes.stale}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.staleText}>{sentence}</span>
      <button type="button" className={classes.staleAct} onClick={onRead}>
        {t('compose.read')}
      </button>
      <button type="button" className={classes.staleAct} onClick={onSendAnyway}>
        {t('compose.anyway')}
      </button>
    </div>
  )
}
