import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconHourglass,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'
import classes from './ChannelTest.module.css'
import type { RoundTrip, StepState } from './round-trip.ts'

const drawings: Record<StepState, { icon: Icon; tone: GlyphProps['tone'] }> = {
  done: { icon: IconCircleCheck, tone: 'done' },
  now: { icon: IconHourglass, tone: 'muted' },
  next: { icon: IconCircleDashed, tone: 'faint' },
  failed: { icon: IconAlertTriangle, tone: 'late' },
}

export interface RoundTripStepsProps {
  steps: RoundTrip['steps']
}

/** The three moments of a round trip: written, left, home. */
export function RoundTripSteps({ steps }: RoundTripStepsProps) {
  const { t } = useTranslation('settings')
  return (
    <ol className={classes.steps}>
      {steps.map(({ name, state }) => (
        <li key={name} data-state={state}>
          <Glyph icon={drawings[state].icon} tone={drawings[state].tone} word={t(`test.state.${state}`)} />
          {t(`test.step.${name}`)}
        </li>
      ))}
    </ol>
  )
}
