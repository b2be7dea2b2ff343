import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SlaPolicy } from '../../../contract/promises.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import fields from '../fields.module.css'
import { conditionsOf, firstOf, type PromiseValues } from './promise-values.ts'

export interface PromiseTrialLineProps {
  values: PromiseValues
  policy: SlaPolicy | undefined
}

/** Tries what the form says on the requests of the last month; nothing is saved. */
export function PromiseTrialLine({ values, policy }: PromiseTrialLineProps) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const first = firstOf(values)
  const asked = { conditions: conditionsOf(values, policy), first, calendarId: values.calendarId }
  const trial = useMutation({
    mutationFn: async ({ first, ...others }: typeof asked) =>
      first && { asked, ...{ result: await call.promises.trySlaPolicy({ ...others, first }) } },
  })
  // What was tried is shown until something of it changes.
  const result = JSON.stringify(trial.data?.asked) === JSON.stringify(asked) ? trial.data?.result : undefined
  return (
    <div className={fields.stack}>
      <Button
        variant="default"
        loading={trial.isPending}
        disabled={!first}
        leftSection={<IconPlayerPlay size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => trial.mutate(asked)}
      >
        {t('timePromises.try')}
      </Button>
      <FormProblem problem={trial.error} />
      <p role="status" className={fields.note}>
        {result &&
          (result.asked === 0
            ? t('timePromises.tried.none')
            : t(result.isPartial ? 'timePromises.tried.partial' : 'timePromises.tried.all', {
                count: result.asked,
                kept: result.kept,
              }))}
      </p>
    </div>
  )
}
