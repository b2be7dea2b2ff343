import { type Icon, IconArrowDown, IconChevronsUp, IconChevronUp, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../contract/conversations.ts'
import { Glyph } from './Glyph.tsx'

type Priority = ConversationRow['priority']

const icons: Record<Priority, Icon> = {
  low: IconArrowDown,
  normal: IconMinus,
  high: IconChevronUp,
  urgent: IconChevronsUp,
}

export interface PriorityMarkProps {
  priority: Priority
  withWord?: boolean
  /** In a list the normal priority says nothing. */
  hideNormal?: boolean
}

/** The priority of a conversation, by the direction and number of strokes. */
export function PriorityMark({ priority, withWord = false, hideNormal = false }: PriorityMarkProps) {
  const { t } = useTranslation()
  if (hideNormal && priority === 'normal') return null
  return (
    <Glyph
      icon={icons[priority]}
      word={t(`priority.${priority}`)}
      withWord={withWord}
      tone={priority === 'urgent' ? 'plain' : 'muted'}
    />
  )
}
