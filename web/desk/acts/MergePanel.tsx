import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, ConversationRow } from '../../../contract/conversations.ts'
import { ConversationPicker } from './ConversationPicker.tsx'
import classes from './SnoozePicker.module.css'
import { useRegroup } from './useRegroup.ts'

export interface MergePanelProps {
  conversation: Conversation
  onClose: () => void
}

/** Merges into another conversation: at once with one of the same person, after a warning with somebody else's. */
export function MergePanel({ conversation, onClose }: MergePanelProps) {
  const { t } = useTranslation('desk')
  const { merge } = useRegroup()
  const [other, setOther] = useState<ConversationRow>()
  if (!other)
    return (
      <ConversationPicker
        conversation={conversation}
        label={t('regroup.merge')}
        onClose={onClose}
        onPick={row => {
          if (row.contact.id !== conversation.contact.id) {
            setOther(row)
            return
          }
          onClose()
          void merge(conversation, row, false)
        }}
      />
    )
  return (
    <div className={classes.form}>
      <p role="alert">
        {t('regroup.otherPerson', {
          one: conversation.contact.name || t('list.noName'),
          other: other.contact.name || t('list.noName'),
        })}
      </p>
      <Button
        data-autofocus
        onClick={() => {
          onClose()
          void merge(conversation, other, true)
        }}
      >
        {t('regroup.mergeAnyway')}
      </Button>
      <Button variant="default" onClick={() => setOther(undefined)}>
        {t('regroup.chooseOther')}
      </Button>
    </div>
  )
}
