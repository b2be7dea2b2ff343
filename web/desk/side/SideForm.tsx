import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Address } from '../../../contract/common.ts'
import type { Attachment, Conversation, Message } from '../../../contract/conversations.ts'
import { AddressField } from '../composer/AddressField.tsx'
import classes from './Side.module.css'
import { SideFiles } from './SideFiles.tsx'
import { useKeptText } from './useKeptText.ts'
import type { SideConversations } from './useSideConversations.ts'

export interface SideFormProps {
  conversation: Conversation
  messages: readonly Message[]
  side: SideConversations
  onDone: () => void
  onCancel: () => void
}

/** Asks somebody outside: who, what, and whether they get the customer's own words. */
export function SideForm({ conversation, messages, side, onDone, onCancel }: SideFormProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { id } = conversation
  const [to, setTo] = useState<Address[]>([])
  const [subject, setSubject] = useKeptText(`${id}.subject`)
  const [text, setText] = useKeptText(`${id}.text`)
  const [files, setFiles] = useState<readonly Attachment[]>([])
  const [isIncluded, setIncluded] = useState(false)
  const [isTried, setTried] = useState(false)
  const [isSending, setSending] = useState(false)
  const asked = messages.findLast(message => message.direction === 'in')
  const missing = { to: to.length === 0, subject: subject.trim() === '', text: text.trim() === '' }

  const handleSend = async () => {
    setTried(true)
    if (missing.to || missing.subject || missing.text || isSending) return
    setSending(true)
    const opened = await side.open({
      to,
      subject: subject.trim(),
      text,
      attachmentIds: files.map(file => file.id),
      ...(isIncluded && asked && { includesMessageId: asked.id }),
    })
    setSending(false)
    if (!opened) return
    setSubject('')
    setText('')
    onDone()
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
      <div className={classes.to}>
        <AddressField label={t('side.to')} value={to} onChange={setTo} autoFocus />
      </div>
      {isTried && missing.to && <p className={classes.wrong}>{t('side.toMissing')}</p>}
      <TextInput
        label={t('side.subject')}
        value={subject}
        maxLength={500}
        onChange={event => setSubject(event.currentTarget.value)}
        error={isTried && missing.subject ? t('side.missing') : undefined}
      />
      <Textarea
        label={t('side.text')}
        autosize
        minRows={4}
        maxRows={16}
        value={text}
        lang={conversation.language ?? undefined}
        onChange={event => setText(event.currentTarget.value)}
        error={isTried && missing.text ? t('side.missing') : undefined}
      />
      {asked && (
        <Checkbox
          label={t('side.include')}
          description={t('side.includeHint')}
          checked={isIncluded}
          onChange={event => setIncluded(event.currentTarget.checked)}
        />
      )}
      <SideFiles files={files} onChange={setFiles} />
      <div className={classes.acts}>
        <Button type="submit" loading={isSending}>
          {t('side.send')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('side.cancel')}
        </Button>
      </div>
    </form>
  )
}
