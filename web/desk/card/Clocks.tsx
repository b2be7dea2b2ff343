import { useTranslation } from 'react-i18next'
import type { SlaClock } from '../../../contract/conversations.ts'
import { DueMark } from '../../ui/DueMark.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './CustomerCard.module.css'

export interface ClocksProps {
  clocks: readonly SlaClock[]
  now: Date
}

/** What was promised for this request: each with when it is due, or what came of it, and who promised it. */
export function Clocks({ clocks, now }: ClocksProps) {
  const { t } = useTranslation('desk')
  return (
    <ul className={classes.clocks}>
      {clocks.map(clock => (
        <li key={`${clock.kind} ${clock.startedAt}`}>
          <span className={classes.clockLine}>
            <span>{t(`card.clock.${clock.kind}`)}</span>
            <Standing clock={clock} now={now} />
          </span>
          <Under clock={clock} now={now} />
        </li>
      ))}
    </ul>
  )
}

function Standing({ clock, now }: { clock: SlaClock; now: Date }) {
  const { t } = useTranslation('desk')
  if (clock.state === 'running')
    return (
      <DueMark
        dueAt={clock.dueAt}
        warnAt={clock.warnAt}
        isClosure={clock.kind === 'resolution'}
        inWords
        showFine
        now={now}
      />
    )
  const because = clock.pausedBecause
  const words =
    clock.state === 'paused' && because
      ? t(`card.clock.paused.${because}`)
      : clock.state === 'met'
        ? t(clock.breachedAt ? 'card.clock.metLate' : 'card.clock.met')
        : t('card.clock.ended')
  return <span className={classes.when}>{words}</span>
}

/** Who promised it, and from when on it counts where that is not at once. */
function Under({ clock, now }: { clock: SlaClock; now: Date }) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const by = clock.policy ? clock.policy.name : t('card.clock.house')
  const from =
    Date.parse(clock.countsFrom) > Date.parse(clock.startedAt)
      ? t('card.clock.from', { when: format.when(clock.countsFrom, now) })
      : ''
  const words = [by, from].filter(Boolean).join(' · ')
  return words ? <span className={classes.quiet}>{words}</span> : null
}
