import { Button, Select } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Webhook, WebhookDelivery } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useQueryState } from '../../ui/useQueryState.ts'
import filterClasses from '../filters.module.css'
import { Rows } from '../Rows.tsx'
import { WebhookDeliveryRow } from './WebhookDeliveryRow.tsx'

const states = ['waiting', 'delivered', 'failed'] as const satisfies readonly WebhookDelivery['state'][]

export interface DeliveryLogProps {
  webhook: Pick<Webhook, 'id' | 'state'>
}

/** What a webhook was told, with every try, the latest first. */
export function DeliveryLog({ webhook }: DeliveryLogProps) {
  const { t } = useTranslation(['webhooks', 'common'])
  const { query } = useApi()
  const now = useNow(30_000)
  const [stateText, setState] = useQueryState('state')
  const state = states.find(known => known === stateText)
  const log = useInfiniteQuery(
    query.integrations.listWebhookDeliveries.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: webhook.id,
        limit: 20,
        ...(state && { state }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: 5_000,
    }),
  )
  const items = log.data?.pages.flatMap(page => page.items)
  return (
    <>
      <div className={filterClasses.two}>
        <Select
          aria-label={t('webhooks:logState')}
          placeholder={t('webhooks:logAll')}
          clearable
          data={states.map(value => ({ value, label: t(`webhooks:deliveryState.${value}`) }))}
          value={state ?? null}
          onChange={value => setState(value ?? '')}
        />
      </div>
      {log.isError && !items ? (
        <ErrorState problem={log.error} onRetry={() => void log.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" rows={4} />
      ) : items.length === 0 ? (
        <EmptyState icon={IconSend} text={state ? t('webhooks:logNoneLike') : t('webhooks:logNone')} />
      ) : (
        <>
          <Rows label={t('webhooks:log')}>
            {items.map(delivery => (
              <WebhookDeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} now={now} />
            ))}
          </Rows>
          {log.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={log.isFetchingNextPage}
              onClick={() => void log.fetchNextPage()}
            >
              {t('common:act.showMore')}
            </Button>
          )}
        </>
      )}
    </>
  )
}
