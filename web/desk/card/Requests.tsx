import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { DueMark } from '../../ui/DueMark.tsx'
import { StatusIcon } from '../../ui/StatusIcon.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { deskPath } from '../address.ts'
import { useDesk } from '../DeskContext.tsx'
import classes from './CustomerCard.module.css'

export interface RequestsProps {
  rows: readonly ConversationRow[]
  openId: string
  contactId: string
  hasMore: boolean
  now: Date
}

/** What this person asked before and elsewhere, whatever the channel. */
export function Requests({ rows, openId, contactId, hasMore, now }: RequestsProps) {
  const { t } = useTranslation('desk')
  const { view } = useDesk()
  const format = useFormat()
  if (rows.every(row => row.id === openId)) return <p className={classes.quiet}>{t('card.noRequests')}</p>
  return (
    <>
      <ul className={classes.requests}>
        {rows.map(row => {
          const isOpen = row.id === openId
          return (
            <li key={row.id}>
              <Link
                href={deskPath(view, row.number)}
                className={classes.request}
                aria-current={isOpen ? 'true' : undefined}
              >
                <ChannelIcon kind={row.channel} />
                <span className="truncate">{row.subject || t('list.noSubject')}</span>
                <span className={classes.when}>{format.shortDay(row.lastMessageAt, now)}</span>
                <StatusIcon status={row.status} />
              </Link>
              {row.dueAt && (
                <span className={classes.due}>
                  <DueMark
                    dueAt={row.dueAt}
                    warnAt={row.warnAt}
                    isClosure={row.dueKind === 'resolution'}
                    inWords
                    showFine
                    now={now}
                  />
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {hasMore && (
        <Link href={`/contacts/${contactId}`} className={classes.moreLink}>
          {t('card.allRequests')}
        </Link>
      )}
    </>
  )
}
