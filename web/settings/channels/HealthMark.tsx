import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconHourglass,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'

const drawings = {
  works: { icon: IconCircleCheck, tone: 'done' },
  silent: { icon: IconHourglass, tone: 'soon' },
  failing: { icon: IconAlertTriangle, tone: 'late' },
  unknown: { icon: IconCircleDashed, tone: 'muted' },
  off: { icon: IconPlayerPause, tone: 'muted' },
} as const satisfies Record<string, { icon: Icon; tone: GlyphProps['tone'] }>

export interface HealthMarkProps {
  channel: Pick<Channel, 'kind' | 'enabled' | 'health'>
}

/** How a mailbox or a chat does, by shape and word. */
export function HealthMark({ channel }: HealthMarkProps) {
  const { t } = useTranslation('settings')
  const state = channel.enabled ? channel.health.state : 'off'
  const { icon, tone } = drawings[state]
  return (
    <Glyph
      icon={icon}
      tone={tone}
      word={t(channel.kind === 'email' ? `channels.health.${state}` : `chat.health.${state}`)}
      withWord
    />
  )
}
