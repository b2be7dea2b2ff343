import { Checkbox } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type MouseEvent, memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ConversationRow as Row } from '../../../contract/conversations.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { DueMark } from '../../ui/DueMark.tsx'
import { readDue } from '../../ui/due.ts'
import { PriorityMark } from '../../ui/PriorityMark.tsx'
import { StatusIcon } from '../../ui/StatusIcon.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { ComplaintTag } from '../complaint/ComplaintTag.tsx'
import { MomentTag } from '../MomentTag.tsx'
import classes from './ConversationRow.module.css'

export interface ConversationRowProps {
  row: Row
  href: string
  /** Ticks once a minute for all rows. */
  now: Date
  isOpen: boolean
  /** The row that arrows move and Enter opens. */
  isActive: boolean
  isSelected: boolean
  /** It has left the view while the list may not move. */
  isGone: boolean
  /** Which status tells something in this view. */
  showsStatus: boolean
  showsAssignee: boolean
  myId: string
  onActivate: (id: string) => void
  onSelect: (id: string, isRange: boolean) => void
}

/** One line of the list: who, since when, by which channel, about what, and the last words. The whole line is a link. */
export const ConversationRow = memo(function ConversationRow({
  row,
  href,
  now,
  isOpen,
  isActive,
  isSelected,
  isGone,
  showsStatus,
  showsAssignee,
  myId,
  onActivate,
  onSelect,
}: ConversationRowProps) {
  const { t } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const due = readDue(row.dueAt, now, row.warnAt)
  const presses = due.kind === 'late' || due.kind === 'soon'
  const name = row.contact.name || t('list.noName')

  const handleClick = (event: MouseEvent) => {
    // Ctrl and ⌘ open another tab, as for any link; Shift extends the selection.
    if (event.shiftKey) {
      event.preventDefault()
      onSelect(row.id, true)
    } else if (!event.ctrlKey && !event.metaKey) onActivate(row.id)
  }

  return (
    <>
      <Link
        href={href}
        className={classes.row}
        tabIndex={isActive ? 0 : -1}
        data-row={row.id}
        data-active={isActive || undefined}
        data-selected={isSelected || undefined}
        data-gone={isGone || undefined}
        data-unread={row.unread || undefined}
        aria-current={isOpen ? 'true' : undefined}
        onClick={handleClick}
        onFocus={() => onActivate(row.id)}
      >
        <span className={classes.first}>
          <span className={`${classes.name} truncate`}>{name}</span>
          {row.unread && <span className="visually-hidden">, {t('list.unread')}</span>}
          {row.contact.isVip && <Tag>{t('list.vip')}</Tag>}
          <span className={classes.clock}>
            {isGone ? (
              <span className={classes.quiet}>{t('list.gone')}</span>
            ) : presses ? (
              <DueMark dueAt={row.dueAt} warnAt={row.warnAt} now={now} />
            ) : (
              <time className={classes.quiet} dateTime={row.lastMessageAt}>
                {row.status === 'snoozed'
                  ? row.snoozedUntil
                    ? t('list.wakes', { when: format.when(row.snoozedUntil, now) })
                    : t('list.wakesOnMessage')
                  : format.when(row.lastMessageAt, now)}
              </time>
            )}
          </span>
        </span>
        <span className={classes.second}>
          <ChannelIcon kind={row.channel} />
          <span className={`${classes.subject} truncate`}>
            {row.subject ? <bdi>{row.subject}</bdi> : t('list.noSubject')}
          </span>
          <span className={classes.marks}>
            <PriorityMark priority={row.priority} hideNormal />
            <ComplaintTag row={row} now={now} />
            {row.isMoment && (
              <span className={classes.moment}>
                <MomentTag isEmotional={row.isEmotional} />
              </span>
            )}
            {row.needsPerson && <Tag>{t('list.needsPerson')}</Tag>}
            {row.isSpam && <Tag>{t('list.spam')}</Tag>}
            {row.scheduledReply && (
              <Tag tone={row.scheduledReply.isHeld ? 'soon' : 'info'}>
                {row.scheduledReply.isHeld
                  ? t('list.held')
                  : t('list.leaves', { when: format.when(row.scheduledReply.leavesAt, now) })}
              </Tag>
            )}
            {row.hasDraft && <Tag tone="note">{t('list.draft')}</Tag>}
            {showsStatus && <StatusIcon status={row.status} />}
            {showsAssignee && row.assignee && (
              <span title={row.assignee.name}>
                <Avatar name={row.assignee.name} size={20} member />
                <span className="visually-hidden">
                  {row.assignee.id === myId ? t('header.you') : row.assignee.name}
                </span>
              </span>
            )}
          </span>
        </span>
        <span className={`${classes.third} truncate`} lang={row.language ?? undefined}>
          {row.lastDirection === 'out' && (
            <>
              <IconArrowBackUp size={16} stroke={1.75} aria-hidden="true" className={classes.answered} />
              <span className="visually-hidden">{t('list.answered')} </span>
            </>
          )}
          {row.emptied && !row.preview ? t(`list.emptied.${row.emptied.why}`) : <bdi>{row.preview}</bdi>}
        </span>
      </Link>
      <Checkbox
        className={classes.box}
        size="sm"
        checked={isSelected}
        tabIndex={-1}
        aria-label={t('list.select', { name })}
        onChange={() => undefined}
        onClick={event => onSelect(row.id, event.shiftKey)}
      />
    </>
  )
})
