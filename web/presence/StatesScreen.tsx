import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import type { StateStretch } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { Panel } from '../reports/Panel.tsx'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { PresenceIcon } from '../ui/PresenceIcon.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { Contest } from './Contest.tsx'
import classes from './States.module.css'

const periods = ['7', '31'] as const

/** What somebody declared of themselves: theirs to read and to contest, and their direct manager’s to read (EMP-6). */
export default function StatesScreen() {
  const { t } = useTranslation('work')
  const { me } = useSession()
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const { member: id = me.member.id } = useParams()
  const [asked, setPeriod] = useQueryState('days', '7')
  const period = periods.find(one => one === asked) ?? '7'
  const isMine = id === me.member.id
  const history = useQuery(
    query.supervision.stateHistory.queryOptions({ input: { id, days: Number(period) } }),
  )
  const { data } = history
  const title = isMine
    ? t('states.mine')
    : data
      ? t('states.of', { name: data.member.name })
      : t('states.title')
  const days = Map.groupBy(data?.items.toReversed() ?? [], ({ from }) => format.dayHeading(from, now))
  return (
    <Page title={title} subtitle={t('states.about')} width="text">
      {data ? (
        <div className={classes.stack}>
          <NativeSelect
            label={t('states.period')}
            className={classes.period}
            value={period}
            data={periods.map(value => ({ value, label: t('states.days', { count: Number(value) }) }))}
            onChange={event => setPeriod(event.currentTarget.value)}
          />
          {data.items.length === 0 && <EmptyState text={t('states.none')} />}
          {[...days].map(([day, stretches]) => (
            <Panel key={day} title={day}>
              <ul className={classes.list}>
                {stretches.map(stretch => (
                  <Line key={stretch.id} stretch={stretch} now={now} isMine={isMine} />
                ))}
              </ul>
            </Panel>
          ))}
        </div>
      ) : history.isError ? (
        <ErrorState problem={history.error} onRetry={() => void history.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
    </Page>
  )
}

function Line({ stretch, now, isMine }: { stretch: StateStretch; now: Date; isMine: boolean }) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { status, from, until, reason, note } = stretch
  const state = t(`presence.set.${status}`)
  const isSameDay = until !== null && format.day(from) === format.day(until)
  const span = until
    ? t('states.span', {
        from: format.time(from),
        to: isSameDay ? format.time(until) : `${format.dayHeading(until, now)} ${format.time(until)}`,
      })
    : t('states.since', { from: format.time(from) })
  const seconds = ((until ? Date.parse(until) : now.getTime()) - Date.parse(from)) / 1000
  return (
    <li>
      <PresenceIcon presence={status} />
      <span className={classes.said}>
        <span>{reason ? `${state} · ${reason}` : state}</span>
        <span className={classes.quiet}>
          {span} · {format.duration(seconds)}
        </span>
        {note && <span className={classes.note}>{t('states.note', { text: note })}</span>}
      </span>
      {isMine && <Contest stretch={stretch} what={t('states.contestNamed', { state, span })} />}
    </li>
  )
}
