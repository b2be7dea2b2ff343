import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Message.module.css'

/** What was taken out of a message: by whom, when and, inside the house, why. */
export function Redactions({ redactions }: Pick<Message, 'redactions'>) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  return redactions.map(({ at, by, what, reason }) => (
    <p key={at} className={classes.pictures}>
      {t(`message.redacted.${what}`, {
        name: by ?? t('message.redacted.somebody'),
        when: format.when(at, new Date()),
      })}
      {reason && <span>{t('message.redacted.why', { reason })}</span>}
    </p>
  ))
}
