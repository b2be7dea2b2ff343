import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { Picker } from './Picker.tsx'

export interface ConversationPickerProps {
  conversation: Conversation
  label: string
  onPick: (row: ConversationRow) => void
  onClose: () => void
}

const atOnce = 12

/** Another conversation: those of the same person first, any other by its words or its number. */
export function ConversationPicker({ conversation, label, onPick, onClose }: ConversationPickerProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { query } = useApi()
  const [wanted, setWanted] = useState('')
  const q = wanted.trim()
  const { data } = useQuery(
    query.conversations.list.queryOptions({
      input: q ? { q, limit: atOnce } : { contact: conversation.contact.id, limit: atOnce },
      placeholderData: keepPreviousData,
    }),
  )
  const rows = (data?.items ?? []).filter(row => row.id !== conversation.id)
  return (
    <Picker
      label={label}
      items={rows.map(row => ({
        id: row.id,
        label: row.subject || t('list.noSubject'),
        hint: `${t('header.number', { number: row.number })} · ${row.contact.name || t('list.noName')} · ${t(
          `common:status.${row.status}`,
        )}`,
      }))}
      empty={t('regroup.noOther')}
      onQuery={setWanted}
      onClose={onClose}
      onPick={id => {
        const row = rows.find(one => one.id === id)
        if (row) onPick(row)
      }}
    />
  )
}
