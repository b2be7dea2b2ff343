import { Button, NativeSelect } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearch } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { download } from '../reports/download.ts'
import { PeriodChoice } from '../reports/PeriodChoice.tsx'
import { addDays, dayOf, type Period, readPeriod, spanOf, writePeriod } from '../reports/period.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { ComplaintFigures } from './complaints/ComplaintFigures.tsx'
import { Register } from './complaints/Register.tsx'
import classes from './InsightsScreen.module.css'

/** A year is what trends are read over. */
const usual = 365
const dues = ['soon', 'late', 'running'] as const
const states = ['proposed', 'confirmed', 'dismissed'] as const

/** The register of complaints, its dates, and what they add up to (CMP-2, CMP-7). */
export default function ComplaintsScreen() {
  const { t } = useTranslation(['insights', 'common'])
  const { call, query } = useApi()
  const format = useFormat()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  const search = new URLSearchParams(useSearch())
  const period = readPeriod(search, usual)
  const span = spanOf(period, now, format.timeZone)
  const days = { from: dayOf(span.from, format.timeZone), to: addDays(dayOf(span.to, format.timeZone), -1) }
  const due = dues.find(one => one === search.get('due'))
  const state = states.find(one => one === search.get('state'))
  const order = search.get('order') === 'due' ? ('due' as const) : ('newest' as const)
  const asked = { ...days, due, state }
  const counts = useQuery(
    query.complaints.counts.queryOptions({ input: days, placeholderData: keepPreviousData }),
  )
  const register = useInfiniteQuery(
    query.complaints.register.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...asked, order, limit: 25, cursor }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const file = useMutation({
    mutationFn: () => call.complaints.exportRegister(asked),
    onSuccess: ({ fileName, csv }) => download(fileName, 'text/csv;charset=utf-8', csv),
  })
  const change = (part: { period?: Period; due?: string; state?: string; order?: string }) => {
    const next = new URLSearchParams()
    writePeriod(next, part.period ?? period, usual)
    const chosen = { due, state, order: order === 'due' ? order : undefined, ...part }
    for (const name of ['due', 'state', 'order'] as const) {
      const value = chosen[name]
      if (value && value !== 'newest') next.set(name, value)
    }
    navigate(`/insights/complaints${next.size ? `?${next}` : ''}`)
  }
  const lines = register.data?.pages.flatMap(({ items }) => items)
  return (
    <Page
      title={t('complaints.title')}
      subtitle={t('complaints.subtitle')}
      actions={
        <>
          <Link href="/insights">{t('turnover.back')}</Link>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
            loading={file.isPending}
            onClick={() => file.mutate()}
          >
            {t('complaints.export')}
          </Button>
        </>
      }
    >
      <FormProblem problem={file.error} />
      <div className={classes.filters}>
        <PeriodChoice period={period} now={now} onChange={to => change({ period: to })} />
        <NativeSelect
          label={t('complaints.due')}
          value={due ?? ''}
          data={[
            { value: '', label: t('complaints.any') },
            ...dues.map(value => ({ value, label: t(`complaints.dues.${value}`) })),
          ]}
          onChange={event => change({ due: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('complaints.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('complaints.any') },
            ...states.map(value => ({ value, label: t(`complaints.states.${value}`) })),
          ]}
          onChange={event => change({ state: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('complaints.order')}
          value={order}
          data={(['newest', 'due'] as const).map(value => ({
            value,
            label: t(`complaints.orders.${value}`),
          }))}
          onChange={event => change({ order: event.currentTarget.value })}
        />
      </div>
      <div className={classes.grid}>
        <div className={classes.wide}>
          {lines ? (
            <Register
              lines={lines}
              now={now}
              hasMore={register.hasNextPage}
              isLoadingMore={register.isFetchingNextPage}
              onMore={() => void register.fetchNextPage()}
            />
          ) : register.isError ? (
            <ErrorState problem={register.error} onRetry={() => void register.refetch()} />
          ) : (
            <LoadingLines rows={6} />
          )}
        </div>
        <div className={classes.wide}>
          {counts.data ? (
            <ComplaintFigures counts={counts.data} />
          ) : counts.isError ? (
            <ErrorState problem={counts.error} onRetry={() => void counts.refetch()} />
          ) : (
            <LoadingLines rows={4} />
          )}
        </div>
      </div>
    </Page>
  )
}
