import { ActionIcon, Menu } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowsJoin2,
  IconBulb,
  IconCircle,
  IconCircleDashed,
  IconClock,
  IconDots,
  IconFlag,
  IconHandStop,
  IconInboxOff,
  IconLink,
  IconLinkPlus,
  IconMailOpened,
  IconMessages,
  IconPlayerPause,
  IconShare,
  IconTag,
  IconTarget,
  IconUserShare,
  IconUsersPlus,
  IconWorldOff,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { KeyHint } from '../../ui/KeyHint.tsx'
import type { Acts } from '../acts/useActs.ts'
import { useMarkUnread } from '../acts/useReading.ts'
import { useComplaintActs } from '../complaint/useComplaint.ts'
import { useDesk } from '../DeskContext.tsx'
import type { HeaderPanel } from './panels.ts'
import { useCopyLink } from './useCopyLink.ts'
import { useSenderDomain } from './useSenderDomain.ts'

export interface MoreMenuProps {
  conversation: Conversation
  acts: Acts
  /** What does not fit beside the other acts is here. */
  isTight: boolean
  onPanel: (panel: HeaderPanel) => void
}

/** The acts that are needed less often, and those for which the header has no room. */
export function MoreMenu({ conversation, acts, isTight, onPanel }: MoreMenuProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { me } = useSession()
  const { propose } = useComplaintActs(conversation.id)
  const { openNext, leave } = useDesk()
  const markUnread = useMarkUnread()
  const copyLink = useCopyLink()
  const domain = useSenderDomain(conversation)
  const { allowed, assignee, status, isSpam, complaint } = conversation
  const may = (act: Conversation['allowed'][number]) => allowed.includes(act)
  const isMine = assignee?.id === me.member.id
  const isClosed = status === 'closed'

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('header.more')} title={t('header.more')} size="md">
          <IconDots size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isTight &&
          tucked
            .filter(({ act, name }) => may(act) && !(isClosed && openOnly.has(name)))
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
        {may('edit') && complaint !== 'proposed' && complaint !== 'confirmed' && (
          <Menu.Item
            leftSection={<IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => propose.mutate()}
          >
            {t('complaint.propose')}
          </Menu.Item>
        )}
        {may('reply') && !isClosed && (
          <Menu.Item
            leftSection={<IconUsersPlus size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => onPanel('together')}
          >
            {t('header.together')}
          </Menu.Item>
        )}
        {may('reply') && (
          <Menu.Item
            leftSection={<IconMessages size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => onPanel('side')}
          >
            {t('header.side')}
          </Menu.Item>
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
            <Menu.Item
              leftSection={<IconArrowsJoin2 size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => onPanel('merge')}
            >
              {t('regroup.merge')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLinkPlus size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => onPanel('link')}
            >
              {t('regroup.link')}
            </Menu.Item>
            <Menu.Divider />
            {isSpam
              ? [false, true].map(frees => (
                  <Menu.Item
                    key={String(frees)}
                    leftSection={<IconInboxOff size={16} stroke={1.75} aria-hidden="true" />}
                    onClick={() => void acts.setSpam(conversation, false, frees)}
                  >
                    {t(frees ? 'header.notSpamUnblock' : 'header.notSpam')}
                  </Menu.Item>
                ))
              : [false, true].map(blocks => (
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
                ))}
            {!isSpam && domain && (
              <Menu.Item
                leftSection={<IconWorldOff size={16} stroke={1.75} aria-hidden="true" />}
                onClick={() => {
                  openNext(conversation.id)
                  void acts.blockDomain(conversation, domain)
                }}
              >
                {t('header.spamBlockDomain', { domain })}
              </Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

const openOnly = new Set(['snooze', 'handOver', 'consult'])

const tucked = [
  { name: 'handOver', act: 'assign', icon: IconUserShare },
  { name: 'consult', act: 'assign', icon: IconBulb },
  { name: 'snooze', act: 'edit', icon: IconClock },
  { name: 'reason', act: 'edit', icon: IconTarget },
  { name: 'tags', act: 'edit', icon: IconTag },
  { name: 'priority', act: 'edit', icon: IconFlag },
  { name: 'share', act: 'share', icon: IconShare },
] as const
