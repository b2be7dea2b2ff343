import { ActionIcon } from '@mantine/core'
import { IconArrowLeft, IconLayoutSidebarRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { DueMark } from '../../ui/DueMark.tsx'
import { usePanes } from '../../ui/PaneLayout.tsx'
import { PriorityMark } from '../../ui/PriorityMark.tsx'
import { StatusIcon } from '../../ui/StatusIcon.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useNow } from '../../ui/useNow.ts'
import type { FieldDefinition } from '../acts/closing.ts'
import type { Acts, Closing } from '../acts/useActs.ts'
import { useDesk } from '../DeskContext.tsx'
import { useNames } from '../data/queries.ts'
import type { Looker } from '../live/useLookers.ts'
import { MomentTag } from '../MomentTag.tsx'
import classes from './ConversationHeader.module.css'
import { HeaderActs } from './HeaderActs.tsx'
import { Lookers } from './Lookers.tsx'
import type { HeaderPanel } from './panels.ts'
import { SubjectLine } from './SubjectLine.tsx'
import { VisitorMark } from './VisitorMark.tsx'

export interface ConversationHeaderProps {
  conversation: Conversation
  acts: Acts
  missing: { reason: boolean; fields: readonly FieldDefinition[] }
  lookers: readonly Looker[]
  panel: HeaderPanel
  onPanel: (panel: HeaderPanel) => void
  /** Closes, or opens the panel that asks for what the workspace wants known. */
  onClose: () => void
  onFinishClosing: (closing: Closing) => void
  closesBySending: boolean
  onCard: () => void
  isCardShown: boolean
}

/** What the conversation is about, where it stands, who looks at it, and what may be done. */
export function ConversationHeader({
  conversation,
  acts,
  missing,
  lookers,
  panel,
  onPanel,
  onClose,
  onFinishClosing,
  closesBySending,
  onCard,
  isCardShown,
}: ConversationHeaderProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { leave } = useDesk()
  const { folded } = usePanes()
  const names = useNames()
  const now = useNow(30_000)
  const { allowed, assignee, priority, sharedWith, tags, team } = conversation
  const reason = names.reason(conversation.reasonId)
  return (
    <header className={classes.header}>
      <div className={classes.top}>
        {folded.list && (
          <ActionIcon aria-label={t('pane.back')} onClick={leave} className={classes.back}>
            <IconArrowLeft size={20} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        )}
        <SubjectLine
          conversation={conversation}
          onRename={allowed.includes('edit') ? subject => void acts.rename(conversation, subject) : undefined}
        />
        <ActionIcon
          aria-label={t(isCardShown ? 'common:panes.closeCard' : 'common:panes.openCard')}
          aria-expanded={isCardShown}
          onClick={onCard}
        >
          <IconLayoutSidebarRight size={20} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </div>
      <div className={classes.facts}>
        <StatusIcon status={conversation.status} withWord />
        <DueMark
          dueAt={conversation.dueAt}
          warnAt={conversation.warnAt}
          isClosure={conversation.dueKind === 'resolution'}
          inWords
          showFine
          now={now}
        />
        <span className={classes.fact}>{assignee ? assignee.name : t('header.nobody')}</span>
        {team && <span className={`${classes.fact} ${classes.second}`}>{team.name}</span>}
        <span className={classes.fact} data-empty={!reason || undefined}>
          {reason ?? t('header.noReason')}
        </span>
        <PriorityMark priority={priority} withWord hideNormal />
        {conversation.complaint === 'confirmed' && <Tag tone="late">{t('list.complaint')}</Tag>}
        {conversation.complaint === 'proposed' && <Tag tone="soon">{t('list.maybeComplaint')}</Tag>}
        {conversation.isMoment && <MomentTag isEmotional={conversation.isEmotional} />}
        {conversation.needsPerson && <Tag>{t('list.needsPerson')}</Tag>}
        {conversation.isSpam && <Tag>{t('list.spam')}</Tag>}
        {tags.map(tag => (
          <span key={tag} className={classes.second}>
            <Tag>{tag}</Tag>
          </span>
        ))}
        {sharedWith.length > 0 && (
          <span className={classes.fact}>
            {t('header.shared', { names: sharedWith.map(person => person.name).join(', ') })}
          </span>
        )}
        {conversation.channel === 'chat' && <VisitorMark conversationId={conversation.id} />}
        <Lookers lookers={lookers} />
      </div>
      <HeaderActs
        conversation={conversation}
        acts={acts}
        missing={missing}
        panel={panel}
        onPanel={onPanel}
        onClose={onClose}
        onFinishClosing={onFinishClosing}
        closesBySending={closesBySending}
      />
    </header>
  )
}
