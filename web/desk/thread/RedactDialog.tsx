import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import picker from '../acts/SnoozePicker.module.css'
import { sayProblem } from '../acts/say-problem.ts'
import { useDesk } from '../DeskContext.tsx'

export interface RedactDialogProps {
  message: Message
  /** What was selected in the message when the menu opened. */
  selected: string
  onClose: () => void
}

/** Takes words or a file out of a message: said to be for good, with its reason, before it is done. */
export function RedactDialog({ message, selected, onClose }: RedactDialogProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { cache } = useDesk()
  const announce = useAnnounce()
  const [fileId, setFile] = useState('')
  const [words, setWords] = useState(selected)
  const [reason, setReason] = useState('')
  const [isSure, setSure] = useState(false)
  const [tried, setTried] = useState(false)
  const [isSending, setSending] = useState(false)
  const [problem, setProblem] = useState<string>()
  const lacksWords = fileId === '' && words.trim().length < 2
  const lacksReason = reason.trim().length < 3

  const handleSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (lacksWords || lacksReason || !isSure || isSending) return
    setSending(true)
    setProblem(undefined)
    try {
      await call.conversations.redact({
        id: message.conversationId,
        messageId: message.id,
        ...(fileId ? { attachmentId: fileId } : { words }),
        reason,
        confirmed: true,
      })
      announce(t('redact.done'), 'polite', { visible: true })
      onClose()
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: query.conversations.messages.key() }),
        cache.reload(message.conversationId),
      ])
    } catch (error) {
      setProblem(sayProblem(error, t))
      setSending(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('redact.title')}>
      <form className={picker.form} onSubmit={event => void handleSubmit(event)} noValidate>
        {message.attachments.length > 0 && (
          <NativeSelect
            label={t('redact.what')}
            value={fileId}
            data={[
              { value: '', label: t('redact.words') },
              ...message.attachments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={event => setFile(event.currentTarget.value)}
          />
        )}
        {fileId === '' && (
          <Textarea
            data-autofocus={selected === '' || undefined}
            label={t('redact.wordsLabel')}
            description={t('redact.wordsHint')}
            autosize
            minRows={1}
            maxRows={6}
            value={words}
            error={tried && lacksWords && t('redact.noWords')}
            onChange={event => setWords(event.currentTarget.value)}
          />
        )}
        <TextInput
          data-autofocus={selected !== '' || undefined}
          label={t('redact.reason')}
          description={t('redact.reasonHint')}
          maxLength={300}
          value={reason}
          error={tried && lacksReason && t('redact.noReason')}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Checkbox
          label={t('redact.confirm')}
          checked={isSure}
          error={tried && !isSure && t('redact.notConfirmed')}
          onChange={event => setSure(event.currentTarget.checked)}
        />
        {problem && <p role="alert">{problem}</p>}
        <Button type="submit" color="red" loading={isSending}>
          {t('redact.act')}
        </Button>
      </form>
    </Modal>
  )
}
