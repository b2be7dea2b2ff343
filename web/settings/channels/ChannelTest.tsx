import { Button } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import classes from './ChannelTest.module.css'
import { RoundTripSteps } from './RoundTripSteps.tsx'
import { isOver, roundTrip } from './round-trip.ts'

export interface ChannelTestProps {
  channelId: string
}

/** Sends a mail from the address to itself and shows how far it got, second by second. */
export function ChannelTest({ channelId }: ChannelTestProps) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const starting = useMutation({ mutationFn: () => call.channels.test({ id: channelId }) })
  return (
    <div className={classes.test}>
      <FormProblem problem={starting.error} />
      <div className={classes.start}>
        <Button
          variant="default"
          loading={starting.isPending}
          leftSection={<IconPlugConnected size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => starting.mutate()}
        >
          {starting.data ? t('test.again') : t('test.start')}
        </Button>
        <p className={classes.hint}>{t('test.hint')}</p>
      </div>
      {starting.data && (
        <Progress
          key={starting.data.id}
          channelId={channelId}
          testId={starting.data.id}
          startedAt={starting.data.startedAt}
        />
      )}
    </div>
  )
}

interface ProgressProps {
  channelId: string
  testId: string
  startedAt: string
}

function Progress({ channelId, testId, startedAt }: ProgressProps) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const announce = useAnnounce()
  const now = useNow(1000)
  const result = useQuery(
    query.channels.testResult.queryOptions({
      input: { id: channelId, testId },
      gcTime: 0,
      // Often while somebody watches; then rarely, because a slow mail may still come home.
      refetchInterval: ({ state }) =>
        isOver(state.data) ? false : Date.now() - Date.parse(startedAt) < 60_000 ? 1000 : 10_000,
    }),
  )
  const elapsed = Math.max(0, (now.getTime() - Date.parse(startedAt)) / 1000)
  const trip = roundTrip(result.data, elapsed)
  const verdict =
    trip.outcome === 'arrived'
      ? t('test.arrived', { duration: format.duration(trip.seconds) })
      : trip.outcome === 'failed'
        ? t('test.failed')
        : trip.outcome === 'late'
          ? t('test.late')
          : undefined
  const { outcome } = trip
  useEffect(() => {
    if (verdict) announce(verdict)
  }, [announce, verdict])
  useEffect(() => {
    // What the address received and sent has just changed.
    if (outcome !== 'running') void queryClient.invalidateQueries({ queryKey: query.channels.get.key() })
  }, [queryClient, query, outcome])
  return (
    <div className={classes.progress}>
      <RoundTripSteps steps={trip.steps} />
      {!verdict && (
        <p className={classes.hint}>{t('test.running', { duration: format.duration(elapsed) })}</p>
      )}
      {verdict && (
        <p className={classes.verdict} data-outcome={trip.outcome}>
          {verdict}
        </p>
      )}
      {trip.outcome === 'failed' && result.data?.error && (
        <p className={classes.said}>{t('channels.serverSaid', { words: result.data.error })}</p>
      )}
    </div>
  )
}
