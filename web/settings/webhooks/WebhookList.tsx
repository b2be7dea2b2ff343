import { Button } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { Row, Rows } from '../Rows.tsx'
import { SectionPage } from '../SectionPage.tsx'
import { useLeaving } from '../useLeaving.ts'
import { WebhookMark } from './WebhookMark.tsx'

/** All webhooks, and how each one does. */
export function WebhookList() {
  const { t } = useTranslation('webhooks')
  const { query } = useApi()
  const format = useFormat()
  const now = useNow(30_000)
  const { isLeaving } = useLeaving('webhook')
  const webhooks = useQuery(query.integrations.listWebhooks.queryOptions({ refetchInterval: 10_000 }))
  const items = webhooks.data?.items.filter(({ id }) => !isLeaving(id))
  return (
    <SectionPage
      path="webhooks"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/webhooks/new" />}
        >
          {t('add')}
        </Button>
      }
    >
      {webhooks.isError && !items ? (
        <ErrorState problem={webhooks.error} onRetry={() => void webhooks.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconWebhook}
          text={t('none')}
          action={{ label: t('add'), href: '/settings/webhooks/new' }}
        />
      ) : (
        <Rows label={t('list')}>
          {items.map(webhook => (
            <Row
              key={webhook.id}
              href={`/settings/webhooks/${webhook.id}`}
              name={webhook.name}
              detail={`${new URL(webhook.url).host} · ${t('types', { count: webhook.types.length })}`}
              facts={
                <>
                  {webhook.waiting > 0 && <span>{t('waiting', { count: webhook.waiting })}</span>}
                  <span>
                    {webhook.lastSuccessAt
                      ? t('lastSuccess', { when: format.age(webhook.lastSuccessAt, now) })
                      : t('neverSent')}
                  </span>
                  <WebhookMark webhook={webhook} />
                </>
              }
            />
          ))}
        </Rows>
      )}
    </SectionPage>
  )
}
