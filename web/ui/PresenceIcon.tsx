import {
  type Icon,
  IconAlertTriangle,
  IconCircleDashed,
  IconCircleFilled,
  IconCircleHalf,
  IconClock,
  IconNote,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Glyph, type GlyphProps } from './Glyph.tsx'

export type Presence = 'available' | 'busy' | 'wrapUp' | 'break' | 'away' | 'notResponding' | 'offline'

const drawings: Record<Presence, { icon: Icon; tone: GlyphProps['tone'] }> = {
  available: { icon: IconCircleFilled, tone: 'done' },
  busy: { icon: IconCircleHalf, tone: 'muted' },
  wrapUp: { icon: IconNote, tone: 'muted' },
  break: { icon: IconPlayerPause, tone: 'muted' },
  away: { icon: IconClock, tone: 'muted' },
  notResponding: { icon: IconAlertTriangle, tone: 'soon' },
  offline: { icon: IconCircleDashed, tone: 'faint' },
}

export interface PresenceIconProps {
  presence: Presence
  withWord?: boolean
}

/** Whether a colleague can be reached, by shape and word. */
export function PresenceIcon({ presence, withWord = false }: PresenceIconProps) {
  const { t } = useTranslation()
  const { icon, tone } = drawings[presence]
  return <Glyph icon={icon} word={t(`presence.${presence}`)} withWord={withWord} tone={tone} />
}
