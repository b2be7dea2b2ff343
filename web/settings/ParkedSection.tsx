import { Button, Select } from '@mantine/core'
import { IconMailCheck, IconMailExclamation } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import filterClasses from './filters.module.css'
import { ReceiptRow } from './mails/ReceiptRow.tsx'
import { receiptStates } from './mails/receipts.ts'
import { Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'

/** What arrived and what became of it; first of all what Boucle put aside. */
export default function ParkedSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const now = useNow(60_000)
  const [stateText, setState] = useQueryState('state', 'parked')
  const [channel, setChannel] = useQueryState('channel')
  const state = receiptStates.find(known => known === stateText)
  const channels = useQuery(
    query.channels.list.queryOptions({ input: { deleted: 'with' }, select: ({ items }) => items }),
  )
  const receipts = useInfiniteQuery(
    query.channels.listReceipts.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: 50,
        ...(state && { state }),
        ...(channel && { channelId: channel }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
      refetchInterval: 15_000,
    }),
  )
  const items = receipts.data?.pages.flatMap(page => page.items)
  return (
    <SectionPage path="parked">
      <div className={filterClasses.two}>
        <Select
          aria-label={t('receipts.state')}
          allowDeselect={false}
          data={[
            ...receiptStates.map(value => ({ value, label: t(`receipts.filter.${value}`) })),
            { value: 'all', label: t('receipts.filter.all') },
          ]}
          value={state ?? 'all'}
          onChange={value => setState(value ?? 'parked')}
        />
        <Select
          aria-label={t('receipts.channel')}
          placeholder={t('receipts.everyChannel')}
          clearable
          data={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={channel || null}
          onChange={value => setChannel(value ?? '')}
        />
      </div>
      {receipts.isError && !items ? (
        <ErrorState problem={receipts.error} onRetry={() => void receipts.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" rows={6} />
      ) : items.length === 0 ? (
        <EmptyState
          icon={state === 'parked' ? IconMailCheck : IconMailExclamation}
          text={state === 'parked' ? t('receipts.noneParked') : t('receipts.none')}
        />
      ) : (
        <>
          <Rows label={t('section.parked.name')}>
            {items.map(receipt => (
              <ReceiptRow
                key={receipt.id}
                receipt={receipt}
                now={now}
                channelName={channels.data?.find(({ id }) => id === receipt.channelId)?.name}
              />
            ))}
          </Rows>
          {receipts.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={receipts.isFetchingNextPage}
              onClick={() => void receipts.fetchNextPage()}
            >
              {t('common:act.showMore')}
            </Button>
          )}
        </>
      )}
    </SectionPage>
  )
}
