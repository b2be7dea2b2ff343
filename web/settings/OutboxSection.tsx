import { Button, Select } from '@mantine/core'
import { IconMailPause } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { FormDrawer } from './FormDrawer.tsx'
import filterClasses from './filters.module.css'
import { DeliveryPreview } from './mails/DeliveryPreview.tsx'
import { DeliveryRow } from './mails/DeliveryRow.tsx'
import { deliveryPurposes, deliveryStates } from './mails/deliveries.ts'
import { Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'

/** What leaves, left, or could not leave, newest first; a mail opens on its words. */
export default function OutboxSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const { id } = useParams<{ id?: string }>()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  const [stateText, setState] = useQueryState('state')
  const [purposeText, setPurpose] = useQueryState('purpose')
  const state = deliveryStates.find(known => known === stateText)
  const purpose = deliveryPurposes.find(known => known === purposeText)
  const deliveries = useInfiniteQuery(
    query.channels.listDeliveries.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 50,
        ...(state && { state }),
        ...(purpose && { purpose }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: 15_000,
    }),
  )
  const items = deliveries.data?.pages.flatMap(page => page.items)
  const open = useQuery(
    query.channels.getDelivery.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }),
  )
  return (
    <SectionPage path="outbox">
      <div className={filterClasses.two}>
        <Select
          aria-label={t('mails.state')}
          placeholder={t('mails.everyState')}
          clearable
          data={deliveryStates.map(value => ({ value, label: t(`mails.stateOf.${value}`) }))}
          value={state ?? null}
          onChange={value => setState(value ?? '')}
        />
        <Select
          aria-label={t('mails.purpose')}
          placeholder={t('mails.everyPurpose')}
          clearable
          data={deliveryPurposes.map(value => ({ value, label: t(`mails.purposeOf.${value}`) }))}
          value={purpose ?? null}
          onChange={value => setPurpose(value ?? '')}
        />
      </div>
      {deliveries.isError && !items ? (
        <ErrorState problem={deliveries.error} onRetry={() => void deliveries.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" rows={8} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconMailPause}
          text={state || purpose ? t('mails.noneLikeThat') : t('mails.nothingSent')}
        />
      ) : (
        <>
          <Rows label={t('section.outbox.name')}>
            {items.map(delivery => (
              <DeliveryRow key={delivery.id} delivery={delivery} now={now} />
            ))}
          </Rows>
          {deliveries.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={deliveries.isFetchingNextPage}
              onClick={() => void deliveries.fetchNextPage()}
            >
              {t('common:act.showMore')}
            </Button>
          )}
        </>
      )}
      <FormDrawer
        title={id === undefined ? undefined : (open.data?.subject ?? t('mails.mail'))}
        onClose={() => navigate(`/settings/outbox${location.search}`)}
      >
        {open.isError ? (
          <ErrorState problem={open.error} onRetry={() => void open.refetch()} />
        ) : open.data ? (
          <DeliveryPreview delivery={open.data} />
        ) : (
          <LoadingLines />
        )}
      </FormDrawer>
    </SectionPage>
  )
}
