import { Checkbox } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { choosable } from '../conversation/split-choice.ts'
import { Attachments } from './Attachments.tsx'
import { DeliveryLine } from './DeliveryLine.tsx'
import { trustOf } from './delivery.ts'
import classes from './Message.module.css'
import { MessageBody } from './MessageBody.tsx'
import { MessageDetails } from './MessageDetails.tsx'
import { MessageMenu } from './MessageMenu.tsx'
import { RedactDialog } from './RedactDialog.tsx'
import { Redactions } from './Redactions.tsx'
import { VisitorFacts } from './VisitorFacts.tsx'

export interface MessageItemProps {
  message: Message
  /** The same author goes on: the name has just been said. */
  continues: boolean
  mayReply: boolean
  mayRedact: boolean
  /** Its conversation was emptied: why its words are not there. */
  emptied: Conversation['emptied']
  knownHeight: number | undefined
  onHeight: (id: string, height: number) => void
  onForward: (message: Message) => void
  onSplit: ((message: Message, andAfter: boolean) => void) | undefined
  onChoose: ((message: Message) => void) | undefined
  /** While messages are chosen for a split: whether this one is, and how to say so. */
  isChosen: boolean | undefined
  /** The choice began here: its box takes the focus. */
  beginsChoice: boolean
  onToggle: ((message: Message, isChosen: boolean, extend: boolean) => void) | undefined
  onCorrect: (message: Message) => void
  onTakeBack: (message: Message) => void
}

/** One message: who, by which channel, when, what was said and what became of it. A note cannot be mistaken for an answer. */
export const MessageItem = memo(function MessageItem({
  message,
  continues,
  mayReply,
  mayRedact,
  emptied,
  knownHeight,
  onHeight,
  onForward,
  onSplit,
  onChoose,
  isChosen,
  beginsChoice,
  onToggle,
  onCorrect,
  onTakeBack,
}: MessageItemProps) {
  const { t } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const { author, direction } = message
  const isNote = direction === 'note'
  const [showsDetails, setShowsDetails] = useState(false)
  const [redacts, setRedacts] = useState<{ selected: string }>()
  const hasLeft = message.deliveryStatus !== 'queued' && message.deliveryStatus !== 'scheduled'
  const name = author.name || (author.kind === 'system' ? t('line.system') : t('list.noName'))
  const isOurs = direction !== 'in'
  const files = message.attachments.filter(file => !file.inline)
  return (
    <article
      className={classes.message}
      data-direction={direction}
      data-continues={continues || undefined}
      data-chosen={isChosen || undefined}
      aria-label={
        isNote
          ? `${t('message.note')}, ${name}, ${format.dateTime(message.at)}`
          : t('message.from', {
              name,
              channel: t(`common:channel.${message.channel as 'email'}`, { defaultValue: message.channel }),
              when: format.dateTime(message.at),
            })
      }
    >
      {isChosen !== undefined && onToggle && choosable(message) && (
        <Checkbox
          className={classes.choose!}
          aria-label={t('splitting.choose', { name, when: format.dateTime(message.at) })}
          data-choose
          ref={beginsChoice ? takeFocus : undefined}
          checked={isChosen}
          onChange={event =>
            onToggle(
              message,
              event.currentTarget.checked,
              (event.nativeEvent as MouseEvent).shiftKey === true,
            )
          }
        />
      )}
      <div className={classes.face}>
        {!continues && <Avatar name={name} src={author.photoUrl} size={28} member={isOurs} />}
      </div>
      <div className={classes.bubble}>
        <header className={classes.meta}>
          {!continues && <strong className="truncate">{name}</strong>}
          {isNote ? (
            <span className={classes.noteMark}>
              <IconLock size={16} stroke={1.75} aria-hidden="true" />
              {t('message.note')}
            </span>
          ) : (
            <ChannelIcon kind={message.channel} />
          )}
          <time dateTime={message.at} title={format.dateTime(message.at)}>
            {format.time(message.at)}
          </time>
          {message.automatic !== 'none' && (
            <span title={t('message.automaticWhy')}>
              <Tag tone="info">{t(`message.automatic.${message.automatic}`)}</Tag>
            </span>
          )}
          {trustOf(message.auth) === 'bad' && (
            <span title={t('message.auth.badHint')}>
              <Tag tone="late">{t('message.auth.bad')}</Tag>
            </span>
          )}
          <MessageMenu
            message={message}
            mayForward={mayReply && !isNote}
            showsDetails={showsDetails}
            onForward={onForward}
            onSplit={isNote ? undefined : onSplit}
            onChoose={onChoose}
            onDetails={() => setShowsDetails(shown => !shown)}
            onRedact={
              mayRedact && hasLeft
                ? () => setRedacts({ selected: getSelection()?.toString().trim() ?? '' })
                : undefined
            }
          />
        </header>
        {showsDetails && <MessageDetails message={message} />}
        <MessageBody message={message} emptied={emptied} knownHeight={knownHeight} onHeight={onHeight} />
        <Attachments files={files} />
        <Redactions redactions={message.redactions} />
        {redacts && <RedactDialog message={message} {...redacts} onClose={() => setRedacts(undefined)} />}
        {message.channel === 'chat' && !isOurs && <VisitorFacts metadata={message.metadata} />}
        <DeliveryLine message={message} mayReply={mayReply} onCorrect={onCorrect} onTakeBack={onTakeBack} />
      </div>
    </article>
  )
})

/** The menu that began the choice gives the focus back to its button first. */
function takeFocus(box: HTMLInputElement | null) {
  if (box) requestAnimationFrame(() => requestAnimationFrame(() => box.focus({ preventScroll: true })))
}
