import { type Icon, IconAlertTriangle, IconBan, IconCircleCheck, IconPlayerPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../../contract/integrations.ts'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'

const drawings = {
  active: { icon: IconCircleCheck, tone: 'done' },
  failing: { icon: IconAlertTriangle, tone: 'soon' },
  paused: { icon: IconPlayerPause, tone: 'muted' },
  disabled: { icon: IconBan, tone: 'late' },
} as const satisfies Record<string, { icon: Icon; tone: GlyphProps['tone'] }>

export interface WebhookMarkProps {
  webhook: Pick<Webhook, 'state' | 'failingSince'>
}

/** How a webhook does, by shape and word. */
export function WebhookMark({ webhook }: WebhookMarkProps) {
  const { t } = useTranslation('webhooks')
  const state = webhook.state === 'active' && webhook.failingSince ? 'failing' : webhook.state
  return <Glyph {...drawings[state]} word={t(`state.${state}`)} withWord />
}
