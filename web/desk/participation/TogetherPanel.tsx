import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { ColleaguePicker } from '../transfer/ColleaguePicker.tsx'
import { useParticipants, useParticipationActs } from './useParticipations.ts'

export interface TogetherPanelProps {
  conversation: Conversation
  onClose: () => void
}

/** Brings a colleague in, who writes to the customer too. */
export function TogetherPanel({ conversation, onClose }: TogetherPanelProps) {
  const { t } = useTranslation('desk')
  const { bringIn } = useParticipationActs(conversation.id)
  const there = useParticipants(conversation.id).data?.items ?? []
  return (
    <ColleaguePicker
      conversation={conversation}
      label={t('together.title')}
      withSkills={false}
      isLeftOut={id => id === conversation.assignee?.id || there.some(({ member }) => member.id === id)}
      isTeamLeftOut={() => true}
      onPick={to => {
        if (to.kind !== 'member') return
        onClose()
        void bringIn(to)
      }}
      onClose={onClose}
    />
  )
}
