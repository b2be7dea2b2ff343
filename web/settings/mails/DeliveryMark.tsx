import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconMailForward,
  IconSend,
  IconX,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'
import type { DeliveryLine } from './deliveries.ts'

const drawings: Record<DeliveryLine['state'], { icon: Icon; tone: GlyphProps['tone'] }> = {
  queued: { icon: IconClock, tone: 'muted' },
  sending: { icon: IconSend, tone: 'muted' },
  sent: { icon: IconMailForward, tone: 'muted' },
  delivered: { icon: IconCircleCheck, tone: 'done' },
  bounced: { icon: IconAlertTriangle, tone: 'late' },
  failed: { icon: IconAlertTriangle, tone: 'late' },
  cancelled: { icon: IconX, tone: 'muted' },
}

export interface DeliveryMarkProps {
  state: DeliveryLine['state']
}

/** Where a mail is on its way, by shape and word. */
export function DeliveryMark({ state }: DeliveryMarkProps) {
  const { t } = useTranslation('settings')
  return <Glyph {...drawings[state]} word={t(`mails.stateOf.${state}`)} withWord />
}
