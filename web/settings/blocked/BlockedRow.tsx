import { Button } from '@mantine/core'
import { type Icon, IconUser, IconWorld } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { BlockedSender } from '../../../contract/blocked-senders.ts'
import { identityIcons } from '../../contacts/page/identity-kinds.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row } from '../Rows.tsx'

const icons: Record<BlockedSender['kind'], Icon> = { ...identityIcons, person: IconUser, domain: IconWorld }

export interface BlockedRowProps {
  sender: BlockedSender
  now: Date
  onUnblock: () => void
}

/** One blocked sender: what is blocked, by whom, when and why, and what came from there since. */
export function BlockedRow({ sender, now, onUnblock }: BlockedRowProps) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { kind, shown, reason, by, at, contact, conversation, stopped, lastStoppedAt } = sender
  const when = format.when(at, now)
  return (
    <Row
      mark={<Glyph icon={icons[kind]} word={t(`blocked.kindOf.${kind}`)} />}
      name={contact ? <Link href={`/contacts/${contact.id}`}>{shown}</Link> : shown}
      detail={
        <>
          {[
            kind === 'domain' && t('blocked.wholeDomain'),
            contact && kind !== 'person' && contact.name !== shown && contact.name,
            by ? t('blocked.by', { name: by.name, when }) : when,
            reason,
          ]
            .filter(Boolean)
            .join(' · ')}
          {conversation && (
            <>
              {' · '}
              <Link href={`/desk/spam/${conversation.number}`}>
                {t('blocked.from', { number: conversation.number })}
              </Link>
            </>
          )}
        </>
      }
      facts={
        <span>
          {stopped === 0 || !lastStoppedAt
            ? t('blocked.noneStopped')
            : t('blocked.stopped', { count: stopped, when: format.when(lastStoppedAt, now) })}
        </span>
      }
      acts={
        <Button
          variant="default"
          size="xs"
          aria-label={t('blocked.unblockOne', { sender: shown })}
          onClick={onUnblock}
        >
          {t('blocked.unblock')}
        </Button>
      }
    />
  )
}
