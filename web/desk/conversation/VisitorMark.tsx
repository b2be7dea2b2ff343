import { IconCircleDashed, IconCircleFilled, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useVisitor } from '../live/useVisitor.ts'
import classes from './ConversationHeader.module.css'

export interface VisitorMarkProps {
  conversationId: string
}

/** Whether whoever we answer by chat still reads: there, writing, or gone. */
export function VisitorMark({ conversationId }: VisitorMarkProps) {
  const { t } = useTranslation('desk')
  const { isHere, isTyping } = useVisitor(conversationId)
  const word = isTyping ? 'typing' : isHere ? 'here' : 'away'
  const Drawing = { typing: IconPencil, here: IconCircleFilled, away: IconCircleDashed }[word]
  return (
    <span className={classes.visitor} data-state={word}>
      <Drawing size={16} stroke={1.75} aria-hidden="true" />
      {t(`visitor.${word}`)}
    </span>
  )
}
