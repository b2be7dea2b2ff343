import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Composer.module.css'

export interface ForwardingLineProps {
  /** Undefined while it is not on the page of messages that is loaded. */
  message: Message | undefined
  contactName: string
  onCancel: () => void
}

/** Which message is being passed on, and the way out of it. */
export function ForwardingLine({ message, contactName, onCancel }: ForwardingLineProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  return (
    <p className={classes.forwarding}>
      {t('compose.forwarding', {
        name: message?.author.name ?? contactName,
        when: message ? format.when(message.at, new Date()) : '',
      })}
      <ActionIcon size="sm" aria-label={t('compose.cancelForward')} onClick={onCancel}>
        <IconX size={16} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </p>
  )
}
