import { useTranslation } from 'react-i18next'
import { Link, useSearch } from 'wouter'
import { addDays, dayOf, spanOf } from '../reports/period.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { Conversations } from './created/Conversations.tsx'
import { Days } from './created/Days.tsx'
import { Parts } from './created/Parts.tsx'
import { Total } from './created/Total.tsx'
import { Values } from './created/Values.tsx'
import { type Slice, useCreated } from './data/queries.ts'
import { FilterBar } from './FilterBar.tsx'
import { insightsPath, readFilters } from './filters.ts'
import classes from './InsightsScreen.module.css'

/** How many conversations begin each day, by which channel and why, down to the conversations themselves. */
export default function InsightsScreen() {
  const { t } = useTranslation(['insights', 'common'])
  const format = useFormat()
  const now = useNow(60_000)
  const filters = readFilters(useSearch())
  const span = spanOf(filters.period, now, format.timeZone)
  const slice: Slice = {
    from: dayOf(span.from, format.timeZone),
    to: addDays(dayOf(span.to, format.timeZone), -1),
    channel: filters.channel,
    reason: filters.reason,
  }
  const created = useCreated(slice)
  const { data } = created
  const isNarrowed = filters.channel !== undefined || filters.reason !== undefined
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <>
          <Link href="/insights/complaints">{t('complaints.title')}</Link>
          <Link href="/insights/turnover">{t('turnover.link')}</Link>
          <Link href="/insights/notes">{t('notes.title')}</Link>
        </>
      }
    >
      <FilterBar filters={filters} now={now} />
      {data ? (
        <div className={classes.grid} data-old={created.isPlaceholderData || undefined}>
          <Total created={data} />
          <Values created={data} />
          {data.total === 0 ? (
            <div className={classes.wide}>
              <EmptyState
                text={t('none')}
                {...(isNarrowed && {
                  action: {
                    label: t('unnarrow'),
                    href: insightsPath({ ...filters, channel: undefined, reason: undefined, day: undefined }),
                  },
                })}
              />
            </div>
          ) : (
            <>
              <div className={classes.wide}>
                <Days created={data} filters={filters} />
              </div>
              <div className={classes.wide}>
                <Parts created={data} of="channels" filters={filters} />
              </div>
              <div className={classes.wide}>
                <Parts created={data} of="reasons" filters={filters} />
              </div>
              <div className={classes.wide}>
                <Conversations slice={slice} filters={filters} />
              </div>
            </>
          )}
        </div>
      ) : created.isError ? (
        <ErrorState problem={created.error} onRetry={() => void created.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
      {data && (
        <p className={classes.asOf}>
          {t('common:age.stale', { time: format.time(created.dataUpdatedAt) })} ·{' '}
          {t('place', { timeZone: data.timeZone })}
        </p>
      )}
    </Page>
  )
}
