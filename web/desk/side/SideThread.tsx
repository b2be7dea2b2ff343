import { Button, Textarea } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment, Conversation } from '../../../contract/conversations.ts'
import type { SideConversation, SideMessage } from '../../../contract/side-conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { Attachments } from '../thread/Attachments.tsx'
import { MessageText } from '../thread/MessageText.tsx'
import classes from './Side.module.css'
import { SideFiles } from './SideFiles.tsx'
import { useKeptText } from './useKeptText.ts'
import type { SideConversations } from './useSideConversations.ts'

export interface SideThreadProps {
  conversation: Conversation
  item: SideConversation
  side: SideConversations
}

/** One side conversation: its mails, and the place to write again. What came is read once it is on the screen. */
export function SideThread({ conversation, item, side }: SideThreadProps) {
  const { t } = useTranslation('desk')
  const mayWrite = conversation.allowed.includes('reply')
  const isClosed = item.state === 'closed'
  const markRead = useEffectEvent(() => void side.markRead(item.id))
  useEffect(() => {
    if (item.hasNews) markRead()
  }, [item.hasNews])
  return (
    <section className={classes.side} aria-label={item.subject}>
      <header className={classes.head}>
        <h3 className={classes.subject}>{item.subject}</h3>
        {mayWrite && (
          <Button variant="subtle" size="compact-sm" onClick={() => void side.setClosed(item.id, !isClosed)}>
            {t(isClosed ? 'side.reopen' : 'side.close')}
          </Button>
        )}
      </header>
      <ol className={classes.mails}>
        {item.messages.map(message => (
          <Mail key={message.id} message={message} />
        ))}
      </ol>
      {isClosed && <p className={classes.quiet}>{t('side.isClosed')}</p>}
      {mayWrite && !isClosed && <Answer item={item} side={side} />}
    </section>
  )
}

function Mail({ message }: { message: SideMessage }) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const { direction, author, from, to, deliveryStatus: status } = message
  const isLost = status === 'failed' || status === 'bounced'
  const names = to.map(one => one.name || one.address).join(', ')
  return (
    <li className={direction === 'in' ? classes.in : classes.out}>
      <p className={classes.who}>
        <span>
          {direction === 'in'
            ? from?.name || from?.address
            : t('side.fromTo', { name: author?.name ?? t('line.apiKey'), to: names })}
        </span>
        <time dateTime={message.at} title={format.dateTime(message.at)}>
          {format.when(message.at, new Date())}
        </time>
      </p>
      <MessageText text={message.text} language={null} />
      <Attachments files={message.attachments} />
      {isLost && (
        <p className={classes.lost}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
          {message.deliveryError
            ? t('message.failed', { reason: message.deliveryError })
            : t('message.failedNoReason')}
        </p>
      )}
    </li>
  )
}

function Answer({ item, side }: { item: SideConversation; side: SideConversations }) {
  const { t } = useTranslation('desk')
  const [text, setText] = useKeptText(item.id)
  const [files, setFiles] = useState<readonly Attachment[]>([])
  const [isSending, setSending] = useState(false)
  const handleSend = async () => {
    if (text.trim() === '' || isSending) return
    setSending(true)
    const written = await side.write(
      item.id,
      text,
      files.map(file => file.id),
    )
    setSending(false)
    if (!written) return
    setText('')
    setFiles([])
  }
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        void handleSend()
      }}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void handleSend()
      }}
    >
      <Textarea
        aria-label={t('side.answer', { subject: item.subject })}
        placeholder={t('side.answerHint')}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <SideFiles files={files} onChange={setFiles} />
      <div className={classes.acts}>
        <Button type="submit" loading={isSending} disabled={text.trim() === ''}>
          {t('side.send')}
        </Button>
      </div>
    </form>
  )
}
