import { ActionIcon, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import classes from './ConversationHeader.module.css'

export interface SubjectLineProps {
  conversation: Pick<Conversation, 'number' | 'subject' | 'language' | 'contact'>
  /** Absent when this person may not change it. */
  onRename: ((subject: string) => void) | undefined
}

/** The subject and the number; the pencil changes the subject in its place. */
export function SubjectLine({ conversation, onRename }: SubjectLineProps) {
  const { t } = useTranslation('desk')
  const { subject, number, language } = conversation
  const [draft, setDraft] = useState<string>()
  const pencil = useRef<HTMLButtonElement>(null)
  const finish = (next?: string) => {
    setDraft(undefined)
    const text = next?.trim()
    if (text && text !== subject) onRename?.(text)
    requestAnimationFrame(() => pencil.current?.focus())
  }
  if (draft !== undefined)
    return (
      <TextInput
        className={classes.rename}
        aria-label={t('header.subject')}
        value={draft}
        maxLength={500}
        // The pencil was just pressed: this is where the person goes on.
        ref={field => field?.focus()}
        onChange={event => setDraft(event.currentTarget.value)}
        onBlur={() => setDraft(undefined)}
        onKeyDown={event => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          finish(event.key === 'Enter' ? draft : undefined)
        }}
      />
    )
  return (
    <div className={classes.subject}>
      <h2
        className={`${classes.title} truncate`}
        tabIndex={-1}
        data-conversation-title
        lang={language ?? undefined}
      >
        {subject || t('list.noSubject')}
      </h2>
      <span className={classes.number}>{t('header.number', { number })}</span>
      {onRename && (
        <ActionIcon
          ref={pencil}
          size="sm"
          className={classes.pencil}
          aria-label={t('header.rename')}
          onClick={() => setDraft(subject)}
        >
          <IconPencil size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      )}
    </div>
  )
}
