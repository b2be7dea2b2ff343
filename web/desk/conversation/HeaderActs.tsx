import { useElementSize } from '@mantine/hooks'
import {
  IconArrowsJoin2,
  IconBulb,
  IconCircle,
  IconCircleCheck,
  IconClock,
  IconFlag,
  IconHandStop,
  IconShare,
  IconTag,
  IconTarget,
  IconUserPlus,
  IconUserShare,
  IconUsersPlus,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { ActPopover } from '../acts/ActPopover.tsx'
import { AssignPicker } from '../acts/AssignPicker.tsx'
import { ClosePanel } from '../acts/ClosePanel.tsx'
import { ConversationPicker } from '../acts/ConversationPicker.tsx'
import type { FieldDefinition } from '../acts/closing.ts'
import { MergePanel } from '../acts/MergePanel.tsx'
import { PriorityPicker } from '../acts/PriorityPicker.tsx'
import { ReasonPicker } from '../acts/ReasonPicker.tsx'
import { SharePicker } from '../acts/SharePicker.tsx'
import { SnoozePicker } from '../acts/SnoozePicker.tsx'
import { TagPicker } from '../acts/TagPicker.tsx'
import type { Acts, Closing } from '../acts/useActs.ts'
import { useRegroup } from '../acts/useRegroup.ts'
import { ConsultPanel } from '../consult/ConsultPanel.tsx'
import { useDesk } from '../DeskContext.tsx'
import { TogetherPanel } from '../participation/TogetherPanel.tsx'
import { HandOverPanel } from '../transfer/HandOverPanel.tsx'
import { ActButton } from './ActButton.tsx'
import classes from './ConversationHeader.module.css'
import { MoreMenu } from './MoreMenu.tsx'
import type { HeaderPanel } from './panels.ts'

export interface HeaderActsProps {
  conversation: Conversation
  acts: Acts
  missing: { reason: boolean; fields: readonly FieldDefinition[] }
  panel: HeaderPanel
  onPanel: (panel: HeaderPanel) => void
  /** Closes, or asks first for what the workspace wants known. */
  onClose: () => void
  onFinishClosing: (closing: Closing) => void
  /** What closes it is an answer that waits for the panel. */
  closesBySending: boolean
}

/** The acts of the header, each with its key; what a role may not do is not shown to it. */
export function HeaderActs({
  conversation,
  acts,
  missing,
  panel,
  onPanel,
  onClose,
  onFinishClosing,
  closesBySending,
}: HeaderActsProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { me } = useSession()
  const isPhone = useIsPhone()
  const { ref, width } = useElementSize()
  // Between a phone and a wide pane, what does not fit on one line goes under “more” all the same.
  const isTight = isPhone || (width > 0 && width < oneLine)
  const { goOn } = useDesk()
  const { setLink } = useRegroup()
  const { allowed, assignee, status } = conversation
  const may = (act: Conversation['allowed'][number]) => allowed.includes(act)
  const isMine = assignee?.id === me.member.id
  const isClosed = status === 'closed'
  const shut = () => onPanel(undefined)
  const toggle = (name: HeaderPanel) => onPanel(panel === name ? undefined : name)

  return (
    <div ref={ref} className={classes.acts} role="toolbar" aria-label={t('header.acts')}>
      {may('assign') && !isMine && (
        <ActButton
          icon={<IconHandStop size={16} stroke={1.75} aria-hidden="true" />}
          label={t('header.take')}
          hint={<KeyHint command="conversation.take" />}
          onClick={() => void acts.take(conversation)}
        />
      )}
      {may('assign') && (
        <ActPopover
          opened={panel === 'assign'}
          onClose={shut}
          label={t('pick.assign')}
          target={
            <ActButton
              icon={<IconUserPlus size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.assign')}
              hint={<KeyHint command="conversation.assign" />}
              isOpen={panel === 'assign'}
              onClick={() => toggle('assign')}
            />
          }
        >
          <AssignPicker
            assigneeId={assignee?.id}
            teamId={conversation.team?.id}
            onAssign={to => void acts.assign(conversation, to)}
            onTeam={team => void acts.moveToTeam(conversation, team)}
            onClose={shut}
          />
        </ActPopover>
      )}
      {may('assign') && !isClosed && (
        <ActPopover
          opened={panel === 'handOver'}
          onClose={shut}
          label={t('handOver.title')}
          target={
            <ActButton
              icon={<IconUserShare size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.handOver')}
              hint={<KeyHint command="conversation.handOver" />}
              isIconOnly
              isOpen={panel === 'handOver'}
              isTucked={isTight}
              onClick={() => toggle('handOver')}
            />
          }
        >
          <HandOverPanel conversation={conversation} onClose={shut} />
        </ActPopover>
      )}
      {may('assign') && !isClosed && (
        <ActPopover
          opened={panel === 'consult'}
          onClose={shut}
          label={t('consult.title')}
          target={
            <ActButton
              icon={<IconBulb size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.consult')}
              hint={<KeyHint command="conversation.consult" />}
              isIconOnly
              isOpen={panel === 'consult'}
              isTucked={isTight}
              onClick={() => toggle('consult')}
            />
          }
        >
          <ConsultPanel conversation={conversation} onClose={shut} />
        </ActPopover>
      )}
      {may('reply') && !isClosed && (
        <ActPopover
          opened={panel === 'together'}
          onClose={shut}
          label={t('together.title')}
          target={
            <ActButton
              icon={<IconUsersPlus size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.together')}
              isIconOnly
              isOpen={panel === 'together'}
              isTucked
              onClick={() => toggle('together')}
            />
          }
        >
          <TogetherPanel conversation={conversation} onClose={shut} />
        </ActPopover>
      )}
      {may('edit') && (
        <>
          <ActPopover
            opened={panel === 'reason'}
            onClose={shut}
            label={t('pick.reason')}
            width={360}
            target={
              <ActButton
                icon={<IconTarget size={16} stroke={1.75} aria-hidden="true" />}
                label={t('header.reason')}
                hint={<KeyHint command="conversation.reason" />}
                isOpen={panel === 'reason'}
                isTucked={isTight}
                onClick={() => toggle('reason')}
              />
            }
          >
            <ReasonPicker
              reasonId={conversation.reasonId}
              onPick={reasonId => void acts.setReason(conversation, reasonId)}
              onClose={shut}
            />
          </ActPopover>
          <ActPopover
            opened={panel === 'snooze'}
            onClose={shut}
            label={t('pick.snooze')}
            target={
              <ActButton
                icon={<IconClock size={16} stroke={1.75} aria-hidden="true" />}
                label={t(status === 'snoozed' ? 'header.wake' : 'header.snooze')}
                hint={<KeyHint command="conversation.snooze" />}
                isOpen={panel === 'snooze'}
                isTucked={isTight}
                isDisabled={isClosed}
                onClick={() => (status === 'snoozed' ? void acts.wake(conversation) : toggle('snooze'))}
              />
            }
          >
            <SnoozePicker
              onClose={shut}
              onPick={until => {
                goOn('snooze', conversation.id)
                void acts.snooze(conversation, until)
              }}
            />
          </ActPopover>
        </>
      )}
      {may('close') &&
        (isClosed ? (
          <ActButton
            icon={<IconCircle size={16} stroke={1.75} aria-hidden="true" />}
            label={t('header.reopen')}
            onClick={() => void acts.reopen(conversation)}
          />
        ) : (
          <ActPopover
            opened={panel === 'close'}
            onClose={shut}
            label={t('closing.title')}
            target={
              <ActButton
                icon={<IconCircleCheck size={16} stroke={1.75} aria-hidden="true" />}
                label={t('header.close')}
                hint={<KeyHint command="conversation.close" />}
                isOpen={panel === 'close'}
                onClick={onClose}
              />
            }
          >
            <ClosePanel
              conversation={conversation}
              missing={missing}
              isSending={closesBySending}
              onClose={onFinishClosing}
            />
          </ActPopover>
        ))}
      {may('edit') && (
        <ActPopover
          opened={panel === 'tags'}
          onClose={shut}
          label={t('pick.tags')}
          target={
            <ActButton
              icon={<IconTag size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.tags')}
              isIconOnly
              isOpen={panel === 'tags'}
              isTucked={isTight}
              onClick={() => toggle('tags')}
            />
          }
        >
          <TagPicker
            tags={conversation.tags}
            onChange={tags => void acts.setTags(conversation, tags)}
            onClose={shut}
          />
        </ActPopover>
      )}
      {may('edit') && (
        <ActPopover
          opened={panel === 'priority'}
          onClose={shut}
          label={t('pick.priority')}
          width={240}
          target={
            <ActButton
              icon={<IconFlag size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.priority')}
              isIconOnly
              isOpen={panel === 'priority'}
              isTucked={isTight}
              onClick={() => toggle('priority')}
            />
          }
        >
          <PriorityPicker
            priority={conversation.priority}
            onPick={priority => void acts.setPriority(conversation, priority)}
            onClose={shut}
          />
        </ActPopover>
      )}
      {may('share') && (
        <ActPopover
          opened={panel === 'share'}
          onClose={shut}
          label={t('pick.share')}
          target={
            <ActButton
              icon={<IconShare size={16} stroke={1.75} aria-hidden="true" />}
              label={t('header.share')}
              isIconOnly
              isOpen={panel === 'share'}
              isTucked={isTight}
              onClick={() => toggle('share')}
            />
          }
        >
          <SharePicker
            sharedWith={conversation.sharedWith}
            onShare={(person, isShared) => void acts.setShare(conversation, person, isShared)}
            onClose={shut}
          />
        </ActPopover>
      )}
      {may('edit') && (
        <ActPopover
          opened={panel === 'merge' || panel === 'link'}
          onClose={shut}
          label={t(panel === 'link' ? 'regroup.link' : 'regroup.merge')}
          width={360}
          target={
            <ActButton
              icon={<IconArrowsJoin2 size={16} stroke={1.75} aria-hidden="true" />}
              label={t('regroup.merge')}
              isIconOnly
              isOpen={panel === 'merge' || panel === 'link'}
              isTucked
              onClick={() => toggle('merge')}
            />
          }
        >
          {panel === 'link' ? (
            <ConversationPicker
              conversation={conversation}
              label={t('regroup.link')}
              onClose={shut}
              onPick={other => {
                shut()
                void setLink(conversation, other, true)
              }}
            />
          ) : (
            <MergePanel conversation={conversation} onClose={shut} />
          )}
        </ActPopover>
      )}
      <MoreMenu conversation={conversation} acts={acts} isTight={isTight} onPanel={onPanel} />
    </div>
  )
}

/** What the acts take side by side in the longer of the two languages, without icons or keys. */
const oneLine = 424
