import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArrowForwardUp,
  IconArrowsSplit2,
  IconCopy,
  IconDots,
  IconEraser,
  IconInfoCircle,
  IconListCheck,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../contract/conversations.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import classes from './Message.module.css'

export interface MessageMenuProps {
  message: Message
  mayForward: boolean
  showsDetails: boolean
  onForward: (message: Message) => void
  onSplit: ((message: Message, andAfter: boolean) => void) | undefined
  onChoose: ((message: Message) => void) | undefined
  onDetails: () => void
  onRedact: (() => void) | undefined
}

/** What may be done with one message. */
export function MessageMenu({
  message,
  mayForward,
  showsDetails,
  onForward,
  onSplit,
  onChoose,
  onDetails,
  onRedact,
}: MessageMenuProps) {
  const { t } = useTranslation(['desk', 'common'])
  const announce = useAnnounce()
  const copy = async () => {
    await navigator.clipboard.writeText(message.text)
    announce(t('common:act.copied'), 'polite', { visible: true })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          size="sm"
          className={classes.menu}
          aria-label={t('message.menu')}
          // What is selected stays so: it may be what somebody wants to remove.
          onMouseDown={event => event.preventDefault()}
        >
          <IconDots size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {message.direction !== 'note' && (
          <Menu.Item
            leftSection={<IconInfoCircle size={16} stroke={1.75} aria-hidden="true" />}
            onClick={onDetails}
          >
            {t(showsDetails ? 'message.hideDetails' : 'message.details')}
          </Menu.Item>
        )}
        {mayForward && (
          <Menu.Item
            leftSection={<IconArrowForwardUp size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => onForward(message)}
          >
            {t('message.forward')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopy size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => void copy()}
        >
          {t('message.copyText')}
        </Menu.Item>
        {onSplit &&
          [false, true].map(andAfter => (
            <Menu.Item
              key={String(andAfter)}
              leftSection={<IconArrowsSplit2 size={16} stroke={1.75} aria-hidden="true" />}
              onClick={() => onSplit(message, andAfter)}
            >
              {t(andAfter ? 'regroup.splitAfter' : 'regroup.splitOne')}
            </Menu.Item>
          ))}
        {onChoose && (
          <Menu.Item
            leftSection={<IconListCheck size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => onChoose(message)}
          >
            {t('regroup.choose')}
          </Menu.Item>
        )}
        {onRedact && (
          <Menu.Item
            leftSection={<IconEraser size={16} stroke={1.75} aria-hidden="true" />}
            onClick={onRedact}
          >
            {t('message.redact')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
