import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import classes from './Composer.module.css'

export interface StaleBarProps {
  arrived: readonly Message[]
  /** The server's sentence, when it refused before this screen knew. */
  sentence: string | undefined
  onRead: () => void
  onSendAnyway: () => void
}

/** E48: what arrived while one was writing, before the answer leaves rather than after. */
export function StaleBar({ arrived, sentence, onRead, onSendAnyway }: StaleBarProps) {
  const { t } = useTranslation('desk')
  const answer = arrived.find(message => message.direction === 'out')
  return (
    <div className={classes.stale}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.staleText}>
        {answer
          ? t('compose.answered', { name: answer.author.name })
          : arrived.length > 0
            ? t('compose.stale', { count: arrived.length })
            : sentence}
      </span>
      <button type="button" className={classes.staleAct} onClick={onRead}>
        {t('compose.read')}
      </button>
      <button type="button" className={classes.staleAct} onClick={onSendAnyway}>
        {t('compose.anyway')}
      </button>
    </div>
  )
}
