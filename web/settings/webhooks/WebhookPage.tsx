import { Button } from '@mantine/core'
import { IconKey, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Webhook } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import fields from '../fields.module.css'
import { SectionPage } from '../SectionPage.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { ShownOnce } from '../ShownOnce.tsx'
import { useLeaving } from '../useLeaving.ts'
import { DeliveryLog } from './DeliveryLog.tsx'
import { WebhookForm } from './WebhookForm.tsx'
import { WebhookHealth } from './WebhookHealth.tsx'
import { WebhookMark } from './WebhookMark.tsx'

export interface WebhookPageProps {
  id: string
  /** The secret, while it may still be shown. */
  secret: string | undefined
  onSecret: (secret: string | undefined) => void
}

/** One webhook: how it does, what it was told, its settings and its secret. */
export function WebhookPage({ id, secret, onSecret }: WebhookPageProps) {
  const { t } = useTranslation('webhooks')
  const { query } = useApi()
  const [, navigate] = useLocation()
  const webhook = useQuery(
    query.integrations.getWebhook.queryOptions({ input: { id }, refetchInterval: 5_000 }),
  )
  const data = webhook.data
  return (
    <SectionPage
      path="webhooks"
      title={data?.name ?? t('list')}
      about={data && <WebhookMark webhook={data} />}
    >
      {webhook.isError && !data ? (
        <ErrorState problem={webhook.error} onRetry={() => void webhook.refetch()} />
      ) : !data ? (
        <LoadingLines rows={8} />
      ) : (
        <>
          {secret && (
            <ShownOnce
              title={t('secretOf', { name: data.name })}
              text={t('secretOnce')}
              secret={secret}
              copy={t('copySecret')}
              seen={t('seen')}
              onSeen={() => onSecret(undefined)}
            />
          )}
          <SettingGroup anchor="health" title={t('health')} effect={t('healthEffect')}>
            <WebhookHealth webhook={data} />
          </SettingGroup>
          <SettingGroup anchor="log" title={t('log')} effect={t('logEffect')}>
            <DeliveryLog webhook={data} />
          </SettingGroup>
          <SettingGroup anchor="settings" title={t('settings')} effect={t('settingsEffect')}>
            <WebhookForm webhook={data} />
          </SettingGroup>
          <SettingGroup anchor="secret" title={t('secret')} effect={t('secretEffect')}>
            <Rotation webhook={data} onSecret={onSecret} />
          </SettingGroup>
          <Removal webhook={data} onDone={() => navigate('/settings/webhooks')} />
        </>
      )}
    </SectionPage>
  )
}

function Rotation({ webhook, onSecret }: { webhook: Webhook; onSecret: (secret: string) => void }) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const format = useFormat()
  const rotating = useMutation({
    mutationFn: () => call.integrations.rotateWebhookSecret({ id: webhook.id }),
    onSuccess: async ({ secret }) => {
      onSecret(secret)
      await queryClient.invalidateQueries({ queryKey: query.integrations.key() })
    },
  })
  return (
    <div className={fields.stack}>
      <FormProblem problem={rotating.error} />
      {webhook.oldSecretUntil && (
        <p>{t('oldUntil', { when: format.when(webhook.oldSecretUntil, new Date()) })}</p>
      )}
      <Button
        variant="default"
        loading={rotating.isPending}
        leftSection={<IconKey size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => rotating.mutate()}
      >
        {t('rotate')}
      </Button>
    </div>
  )
}

function Removal({ webhook, onDone }: { webhook: Webhook; onDone: () => void }) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { remove } = useLeaving('webhook')
  const handleRemove = () => {
    remove(webhook.id, t('removed', { name: webhook.name }), async () => {
      await call.integrations.deleteWebhook({ id: webhook.id })
      await queryClient.invalidateQueries({ queryKey: query.integrations.listWebhooks.key() })
    })
    onDone()
  }
  return (
    <div className={fields.end}>
      <p className={fields.hint}>{t('removeEffect')}</p>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
        onClick={handleRemove}
      >
        {t('remove')}
      </Button>
    </div>
  )
}
