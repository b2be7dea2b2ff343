import { Button, NumberInput, Switch } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Retention } from '../../../contract/privacy.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'
import { PartList } from './PartList.tsx'

/** How long each kind of data stays; a trial tells what tonight would take before anything does. */
export function RetentionGroup() {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const retention = useQuery(query.privacy.retention.queryOptions())
  return (
    <SettingGroup anchor="retention" title={t('data.retention')} effect={t('data.retentionEffect')}>
      {retention.isError && !retention.data ? (
        <ErrorState problem={retention.error} onRetry={() => void retention.refetch()} />
      ) : retention.data ? (
        <RetentionForm saved={retention.data} />
      ) : (
        <LoadingLines rows={4} />
      )}
    </SettingGroup>
  )
}

function RetentionForm({ saved }: { saved: Retention }) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const [months, setMonths] = useState<Record<string, number>>({})
  const [enabled, setEnabled] = useState<boolean>()
  // Shown by itself until something has gone: nobody is to be surprised by the first purge.
  const trial = useQuery(
    query.privacy.tryRetention.queryOptions({ enabled: saved.enabled && !saved.hasStarted }),
  )
  const saving = useMutation({
    mutationFn: () => call.privacy.updateRetention({ ...(enabled !== undefined && { enabled }), months }),
    onSuccess: async next => {
      queryClient.setQueryData(query.privacy.retention.queryKey(), next)
      setMonths({})
      setEnabled(undefined)
      await queryClient.invalidateQueries({ queryKey: query.privacy.tryRetention.key() })
      announce(t('common:state.saved'))
    },
  })
  const isChanged = enabled !== undefined || Object.keys(months).length > 0
  const last = saved.runs[0]
  return (
    <form
      className={fields.stack}
      onSubmit={event => {
        event.preventDefault()
        saving.mutate()
      }}
    >
      <Switch
        label={t('data.purgeNightly')}
        checked={enabled ?? saved.enabled}
        onChange={event => setEnabled(event.currentTarget.checked)}
      />
      {saved.enabled && !saved.hasStarted && (
        <p className={fields.note}>
          {saved.startsAt ? t('data.firstPurge', { day: format.day(saved.startsAt) }) : t('data.purgeTold')}
        </p>
      )}
      {saved.rules.map(rule => (
        <NumberInput
          key={rule.key}
          label={t('data.monthsOf', { name: rule.name })}
          description={`${rule.effect} ${t('data.proposed', { count: rule.proposed })}`}
          min={1}
          max={240}
          allowDecimal={false}
          classNames={{ root: fields.period!, wrapper: fields.number! }}
          value={months[rule.key] ?? rule.months}
          onChange={value => typeof value === 'number' && setMonths({ ...months, [rule.key]: value })}
        />
      ))}
      <FormProblem problem={saving.error ?? trial.error} />
      <div className={fields.pair}>
        <Button type="submit" disabled={!isChanged} loading={saving.isPending}>
          {t('data.keepPeriods')}
        </Button>
        <Button
          variant="default"
          disabled={isChanged}
          loading={trial.isFetching}
          onClick={() => void trial.refetch()}
        >
          {t('data.try')}
        </Button>
      </div>
      {trial.data && (
        <PartList title={t(saved.hasStarted ? 'data.tonight' : 'data.firstWould')} parts={trial.data} />
      )}
      {last && <PartList title={t('data.lastPurge', { day: format.day(last.at) })} parts={last.parts} />}
    </form>
  )
}
