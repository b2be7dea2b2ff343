import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import classes from './ComingDays.module.css'

export interface ComingDaysProps {
  calendarId: string
  /** The form holds changes that these days do not know yet. */
  unsaved: boolean
}

/** The true coming days of a calendar as it is saved, holidays and exceptions named. */
export function ComingDays({ calendarId, unsaved }: ComingDaysProps) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const hours = useQuery(
    query.workspaces.calendarHours.queryOptions({
      input: { id: calendarId, days: 21 },
      refetchInterval: 60_000,
    }),
  )
  if (hours.isError && !hours.data)
    return <ErrorState problem={hours.error} onRetry={() => void hours.refetch()} />
  if (!hours.data) return <LoadingLines rows={7} />
  const { isOpen, nextChangeAt, days } = hours.data
  const change = nextChangeAt && format.when(nextChangeAt, now)
  return (
    <div className={classes.coming}>
      <p className={classes.now}>
        <Glyph
          icon={isOpen ? IconCircleCheck : IconCircleDashed}
          tone={isOpen ? 'done' : 'muted'}
          word={isOpen ? t('hours.openNow') : t('hours.closedNow')}
          withWord
        />
        {change && (
          <span>{isOpen ? t('hours.until', { when: change }) : t('hours.opensAgain', { when: change })}</span>
        )}
      </p>
      {unsaved && <p className={classes.hint}>{t('hours.saveToSee')}</p>}
      <ul className={classes.days}>
        {days.map(({ date, hours: openings, label }) => (
          <li key={date} data-closed={openings.length === 0 || undefined}>
            {/* Noon, so that the day is the same one wherever the browser is. */}
            <span>{format.dayHeading(`${date}T12:00:00Z`, now)}</span>
            <span>
              {openings.length === 0
                ? t('hours.closed')
                : openings.map(([opens, closes]) => format.hours(opens, closes)).join(', ')}
              {label && <span className={classes.label}>{label}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
