import { Button, Checkbox } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { DayField } from '../DayField.tsx'
import { FormDrawer } from '../FormDrawer.tsx'
import fields from '../fields.module.css'

export interface ReplayProps {
  webhook: Pick<Webhook, 'id'>
}

/** Sends what happened in some days again. */
export function Replay({ webhook }: ReplayProps) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const [isOpen, setOpen] = useState(false)
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [onlyMissed, setOnlyMissed] = useState(true)
  const replaying = useMutation({
    mutationFn: () =>
      call.integrations.replayWebhook({
        id: webhook.id,
        from: new Date(`${from}T00:00:00`).toISOString(),
        ...(to && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
        onlyMissed,
      }),
    onSuccess: async ({ count }) => {
      setOpen(false)
      announce(t('replayed', { count }), 'polite', { visible: true })
      await queryClient.invalidateQueries({ queryKey: query.integrations.key() })
    },
  })
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (from) replaying.mutate()
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconHistory size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {t('replay')}
      </Button>
      <FormDrawer
        title={isOpen ? t('replay') : undefined}
        effect={t('replayEffect')}
        onClose={() => setOpen(false)}
      >
        <form onSubmit={handleSubmit} noValidate className={fields.stack}>
          <FormProblem problem={replaying.error} />
          <DayField label={t('from')} value={from} onChange={setFrom} />
          <DayField label={t('to')} description={t('now')} value={to} onChange={setTo} />
          <Checkbox
            label={t('onlyMissed')}
            checked={onlyMissed}
            onChange={({ currentTarget }) => setOnlyMissed(currentTarget.checked)}
          />
          <Button type="submit" disabled={!from} loading={replaying.isPending}>
            {t('replayAct')}
          </Button>
        </form>
      </FormDrawer>
    </>
  )
}
