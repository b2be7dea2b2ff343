import { IconShieldCheck, IconShieldExclamation, IconShieldQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Address } from '../../../contract/common.ts'
import type { Message } from '../../../contract/conversations.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { trustOf } from './delivery.ts'
import classes from './Message.module.css'

export interface MessageDetailsProps {
  message: Message
}

const shields = { good: IconShieldCheck, weak: IconShieldQuestion, bad: IconShieldExclamation }

/** Addresses, subject and what proves the sender: there when needed, out of the way otherwise. */
export function MessageDetails({ message }: MessageDetailsProps) {
  const { t } = useTranslation('desk')
  const trust = trustOf(message.auth)
  const { from, to, cc, bcc, subject, auth } = message
  const sender = from.address ? [{ name: from.name ?? '', address: from.address }] : []
  if (sender.length + to.length + cc.length + bcc.length === 0 && !subject && !trust) return null
  return (
    <dl className={classes.details}>
      <Line label={t('message.sentBy')} people={sender} />
      <Line label={t('message.to')} people={to} />
      <Line label={t('message.cc')} people={cc} />
      <Line label={t('message.bcc')} people={bcc} />
      {subject && (
        <>
          <dt>{t('message.subject')}</dt>
          <dd lang={message.language ?? undefined}>{subject}</dd>
        </>
      )}
      {trust && auth && (
        <>
          <dt>
            <Glyph
              icon={shields[trust]}
              word={t(`message.auth.${trust}`)}
              withWord
              tone={trust === 'bad' ? 'late' : trust === 'good' ? 'done' : 'muted'}
            />
          </dt>
          <dd>
            {t(`message.auth.${trust}Hint`)} {t('message.auth.details', auth)}
          </dd>
        </>
      )}
    </dl>
  )
}

function Line({ label, people }: { label: string; people: readonly Address[] }) {
  if (people.length === 0) return null
  return (
    <>
      <dt>{label}</dt>
      <dd>{people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')}</dd>
    </>
  )
}
