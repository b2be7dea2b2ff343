import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearch } from 'wouter'
import type { Conversation } from '../../contract/conversations.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { type DeskRef, deskPath } from './address.ts'
import classes from './conversation/ConversationPane.module.css'
import { ConversationPane } from './conversation/ConversationPane.tsx'
import { useDesk } from './DeskContext.tsx'
import { NewConversation } from './new/NewConversation.tsx'

export interface MainPaneProps {
  address: DeskRef
  conversation: Conversation | undefined
  problem: unknown
  onRetry: () => void
  isCardShown: boolean
  onCard: () => void
}

/** The conversation that the address names, a new one being written, or the invitation to choose. */
export function MainPane({ address, conversation, problem, onRetry, isCardShown, onCard }: MainPaneProps) {
  const { t } = useTranslation('desk')
  const { leave, view, finished } = useDesk()
  const query = new URLSearchParams(useSearch())
  if (address.kind === 'new')
    return (
      <NewConversation
        contactId={query.get('contactId') ?? undefined}
        address={query.get('address') ?? undefined}
      />
    )
  if (address.kind === 'none' && finished === view)
    return (
      <div className={classes.empty}>
        <EmptyState
          icon={IconCircleCheck}
          text={t('pane.finished')}
          hint={t('pane.finishedHint')}
          action={
            view === 'unassigned'
              ? { label: t('pane.toMine'), href: deskPath('mine') }
              : { label: t('pane.toUnassigned'), href: deskPath('unassigned') }
          }
        />
      </div>
    )
  if (address.kind === 'none')
    return (
      <div className={classes.empty}>
        <EmptyState text={t('pane.choose')} hint={t('pane.chooseHint')} />
      </div>
    )
  if (problem && !conversation)
    return (
      <div className={classes.loading}>
        <Button variant="default" onClick={leave}>
          {t('pane.back')}
        </Button>
        <ErrorState problem={problem} onRetry={onRetry} />
      </div>
    )
  // The conversation of before is not shown under the address of another.
  if (!conversation || conversation.number !== address.number)
    return (
      <div className={classes.loading}>
        <LoadingLines rows={6} />
      </div>
    )
  return (
    <ConversationPane
      key={conversation.id}
      conversation={conversation}
      isCardShown={isCardShown}
      onCard={onCard}
    />
  )
}
