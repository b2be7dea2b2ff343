import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ScheduledReply } from '../../../contract/scheduled-replies.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { ActPopover } from '../acts/ActPopover.tsx'
import { useChannels } from '../data/queries.ts'
import classes from './Scheduled.module.css'
import { SendLater } from './SendLater.tsx'
import { type Scheduled, useScheduled } from './useScheduled.ts'

export interface ScheduledBandProps {
  conversation: Conversation
}

/** At the end of the thread, what will leave it: when, in whose name, and what holds it here. */
export function ScheduledBand({ conversation }: ScheduledBandProps) {
  const { t } = useTranslation('desk')
  const scheduled = useScheduled(conversation.id)
  if (scheduled.replies.length === 0) return null
  return (
    <ul className={classes.band} aria-label={t('later.band')}>
      {scheduled.replies.map(reply => (
        <Reply key={reply.id} reply={reply} conversation={conversation} scheduled={scheduled} />
      ))}
    </ul>
  )
}

interface ReplyProps {
  reply: ScheduledReply
  conversation: Conversation
  scheduled: Scheduled
}

function Reply({ reply, conversation, scheduled }: ReplyProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const channels = useChannels().data?.items ?? []
  const [isMoving, setMoving] = useState(false)
  const [isWhole, setWhole] = useState(false)
  const { held, author, text } = reply
  const mayReply = conversation.allowed.includes('reply')
  const name = conversation.contact.name || t('list.noName')
  return (
    <li className={classes.reply} data-held={held ? true : undefined}>
      <p className={classes.head}>
        <IconClock size={16} stroke={1.75} aria-hidden="true" />
        <span>
          {t(held ? 'later.heldFrom' : 'later.leaves', { when: format.when(reply.leavesAt, new Date()) })}
        </span>
        <ChannelIcon kind={reply.channel} />
        <span className={classes.quiet}>{t('later.by', { name: author.name })}</span>
        {reply.attachments.length > 0 && (
          <span className={classes.quiet}>{t('later.files', { count: reply.attachments.length })}</span>
        )}
      </p>
      {held && (
        <p className={classes.held}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
          <span>
            {t(`later.held.${held.because}`, { name, author: author.name, sentence: held.sentence ?? '' })}
          </span>
        </p>
      )}
      <p className={classes.text} data-whole={isWhole || undefined} lang={conversation.language ?? undefined}>
        {text}
      </p>
      <div className={classes.acts}>
        {text.length > 180 && (
          <button
            type="button"
            className={classes.link}
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {t(isWhole ? 'later.less' : 'later.more')}
          </button>
        )}
        {mayReply && (
          <>
            <ActPopover
              opened={isMoving}
              onClose={() => setMoving(false)}
              label={t('later.label')}
              target={
                <button type="button" className={classes.link} onClick={() => setMoving(true)}>
                  {t('later.move')}
                </button>
              }
            >
              <SendLater
                calendarId={channels.find(channel => channel.id === reply.channelId)?.calendarId}
                name={name}
                evenAfterNews={reply.evenAfterNews}
                onPick={departure => void scheduled.move(reply, departure)}
                onClose={() => setMoving(false)}
              />
            </ActPopover>
            <button type="button" className={classes.link} onClick={() => void scheduled.sendNow(reply)}>
              {t('later.now')}
            </button>
            <button type="button" className={classes.link} onClick={() => void scheduled.toDraft(reply)}>
              {t('later.draft')}
            </button>
          </>
        )}
      </div>
    </li>
  )
}
