import {
  type Icon,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconInbox,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Status } from '../../contract/conversations.ts'
import { Glyph } from './Glyph.tsx'

const icons: Record<Status, Icon> = {
  new: IconInbox,
  open: IconCircle,
  waiting: IconCircleDashed,
  on_hold: IconPlayerPause,
  snoozed: IconClock,
  closed: IconCircleCheck,
}

export interface StatusIconProps {
  status: Status
  withWord?: boolean
  size?: 16 | 20 | 24
}

/** The status of a conversation: a shape and a word, muted. */
export function StatusIcon({ status, withWord = false, size = 16 }: StatusIconProps) {
  const { t } = useTranslation()
  return <Glyph icon={icons[status]} word={t(`status.${status}`)} withWord={withWord} size={size} />
}
