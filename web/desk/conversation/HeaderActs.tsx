import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import {
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconDots,
  IconFlag,
  IconHandStop,
  IconInboxOff,
  IconLink,
  IconMailOpened,
  IconPlayerPause,
  IconShare,
  IconTag,
  IconTarget,
  IconUserPlus,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import { ActPopover } from '../acts/ActPopover.tsx'
import { AssignPicker } from '../acts/AssignPicker.tsx'
import { ClosePanel } from '../acts/ClosePanel.tsx'
import type { FieldDefinition } from '../acts/closing.ts'
import { PriorityPicker } from '../acts/PriorityPicker.tsx'
import { ReasonPicker } from '../acts/ReasonPicker.tsx'
import { SharePicker } from '../acts/SharePicker.tsx'
import { SnoozePicker } from '../acts/SnoozePicker.tsx'
import { TagPicker } from '../acts/TagPicker.tsx'
import type { Acts, Closing } from '../acts/useActs.ts'
import { useMarkUnread } from '../acts/useReading.ts'
import { useDesk } from '../DeskContext.tsx'
import classes from './ConversationHeader.module.css'
import type { HeaderPanel } from './panels.ts'
import { useCopyLink } from './useCopyLink.ts'

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
  const { openNext, leave } = useDesk()
  const markUnread = useMarkUnread()
  const copyLink = useCopyLink()
  const { allowed, assignee, status, isSpam } = conversation
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
                openNext(conversation.id)
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
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('header.more')} title={t('header.more')} size="md">
            <IconDots size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isTight &&
            tucked
              .filter(({ act, name }) => may(act) && !(name === 'snooze' && isClosed))
              .map(({ name, act: _, icon: Drawing }) => (
                <Menu.Item
                  key={name}
                  leftSection={<Drawing size={16} stroke={1.75} aria-hidden="true" />}
                  onClick={() =>
                    name === 'snooze' && status === 'snoozed' ? void acts.wake(conversation) : onPanel(name)
                  }
                >
                  {t(name === 'snooze' && status === 'snoozed' ? 'header.wake' : `header.${name}`)}
                </Menu.Item>
              ))}
          {may('assign') && isMine && (
            <Menu.Item
              leftSection={<IconHandStop size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => void acts.assign(conversation, null)}
            >
              {t('header.giveBack')}
            </Menu.Item>
          )}
          {may('edit') && !isClosed && (
            <>
              {status !== 'waiting' && (
                <Menu.Item
                  leftSection={<IconCircleDashed size={16} stroke={1.75} aria-hidden="true" />}
                  onClick={() => void acts.setStatus(conversation, 'waiting')}
                >
                  {t('header.waiting')}
                </Menu.Item>
              )}
              {status !== 'on_hold' && (
                <Menu.Item
                  leftSection={<IconPlayerPause size={16} stroke={1.75} aria-hidden="true" />}
                  onClick={() => void acts.setStatus(conversation, 'on_hold')}
                >
                  {t('header.hold')}
                </Menu.Item>
              )}
              {status !== 'open' && status !== 'new' && (
                <Menu.Item
                  leftSection={<IconCircle size={16} stroke={1.75} aria-hidden="true" />}
                  onClick={() => void acts.setStatus(conversation, 'open')}
                >
                  {t('header.open')}
                </Menu.Item>
              )}
            </>
          )}
          <Menu.Item
            leftSection={<IconMailOpened size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => {
              markUnread([conversation], undefined)
              leave()
            }}
          >
            {t('header.unread')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLink size={16} stroke={1.75} aria-hidden="true" />}
            rightSection={<KeyHint command="conversation.copyLink" />}
            onClick={() => copyLink(conversation.number)}
          >
            {t('header.copyLink')}
          </Menu.Item>
          {may('edit') && (
            <>
              <Menu.Divider />
              {isSpam ? (
                <Menu.Item
                  leftSection={<IconInboxOff size={16} stroke={1.75} aria-hidden="true" />}
                  onClick={() => void acts.setSpam(conversation, false)}
                >
                  {t('header.notSpam')}
                </Menu.Item>
              ) : (
                [false, true].map(blocks => (
                  <Menu.Item
                    key={String(blocks)}
                    leftSection={<IconInboxOff size={16} stroke={1.75} aria-hidden="true" />}
                    onClick={() => {
                      openNext(conversation.id)
                      void acts.setSpam(conversation, true, blocks)
                    }}
                  >
                    {t(blocks ? 'header.spamBlock' : 'header.spam')}
                  </Menu.Item>
                ))
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** What the acts take side by side in the longer of the two languages, without icons or keys. */
const oneLine = 424

const tucked = [
  { name: 'snooze', act: 'edit', icon: IconClock },
  { name: 'reason', act: 'edit', icon: IconTarget },
  { name: 'tags', act: 'edit', icon: IconTag },
  { name: 'priority', act: 'edit', icon: IconFlag },
  { name: 'share', act: 'share', icon: IconShare },
] as const

interface ActButtonProps {
  icon: ReactNode
  label: string
  hint?: ReactNode
  isIconOnly?: boolean
  isOpen?: boolean
  /** Out of sight on a phone, where the menu leads to it; its panel still hangs here. */
  isTucked?: boolean
  isDisabled?: boolean
  onClick: () => void
  ref?: React.Ref<HTMLButtonElement>
}

/** A button of the header; the popover that hangs from it takes its place by `ref`. */
function ActButton({
  icon,
  label,
  hint,
  isIconOnly,
  isOpen,
  isTucked,
  isDisabled,
  onClick,
  ref,
  ...others
}: ActButtonProps) {
  const popup = isOpen === undefined ? {} : ({ 'aria-expanded': isOpen, 'aria-haspopup': 'dialog' } as const)
  if (isIconOnly)
    return (
      <Tooltip label={label}>
        <ActionIcon
          {...others}
          {...popup}
          ref={ref}
          data-tucked={isTucked || undefined}
          aria-label={label}
          disabled={isDisabled}
          onClick={onClick}
        >
          {icon}
        </ActionIcon>
      </Tooltip>
    )
  return (
    <Button
      {...others}
      {...popup}
      ref={ref}
      data-tucked={isTucked || undefined}
      variant="default"
      size="sm"
      className={classes.act}
      leftSection={icon}
      rightSection={hint}
      disabled={isDisabled}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
