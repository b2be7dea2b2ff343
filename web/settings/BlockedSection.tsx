import { Button } from '@mantine/core'
import { IconPlus, IconShieldCheck } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { BlockedRow } from './blocked/BlockedRow.tsx'
import { BlockForm } from './blocked/BlockForm.tsx'
import { FormDrawer } from './FormDrawer.tsx'
import filterClasses from './filters.module.css'
import { Rows } from './Rows.tsx'
import { SectionPage } from './SectionPage.tsx'
import { useLeaving } from './useLeaving.ts'

/** Senders whose messages are kept apart: who blocked them, why, and how much they sent since. */
export default function BlockedSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { id } = useParams<{ id?: string }>()
  const [, navigate] = useLocation()
  const [q, setQ] = useQueryState('q')
  const now = useNow(60_000)
  const { isLeaving, remove } = useLeaving('blocked')
  const senders = useInfiniteQuery(
    query.contacts.listBlockedSenders.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 50, ...(q && { q }), ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.contacts.listBlockedSenders.key() })
  const items = senders.data?.pages.flatMap(page => page.items).filter(one => !isLeaving(one.id))
  const handleClose = () => navigate(`/settings/blocked${location.search}`)
  return (
    <SectionPage
      path="blocked"
      actions={
        <Button
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href="/settings/blocked/new" />}
        >
          {t('blocked.add')}
        </Button>
      }
    >
      {(q || (items && items.length > 0)) && (
        <div className={filterClasses.two}>
          <SearchField value={q} onChange={setQ} label={t('blocked.search')} />
        </div>
      )}
      {senders.isError && !items ? (
        <ErrorState problem={senders.error} onRetry={() => void senders.refetch()} />
      ) : !items ? (
        <LoadingLines shape="rows" />
      ) : items.length === 0 ? (
        <EmptyState
          icon={IconShieldCheck}
          text={q ? t('common:empty.noResult', { query: q }) : t('blocked.none')}
          {...(!q && { action: { label: t('blocked.add'), href: '/settings/blocked/new' } })}
        />
      ) : (
        <>
          <Rows label={t('section.blocked.name')}>
            {items.map(sender => (
              <BlockedRow
                key={sender.id}
                sender={sender}
                now={now}
                onUnblock={() =>
                  remove(sender.id, t('blocked.unblocked', { sender: sender.shown }), async () => {
                    await call.contacts.unblockSender({ id: sender.id })
                    await refresh()
                  })
                }
              />
            ))}
          </Rows>
          {senders.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={senders.isFetchingNextPage}
              onClick={() => void senders.fetchNextPage()}
            >
              {t('common:act.showMore')}
            </Button>
          )}
        </>
      )}
      <FormDrawer
        title={id === 'new' ? t('blocked.add') : undefined}
        effect={t('blocked.effect')}
        onClose={handleClose}
      >
        <BlockForm
          onDone={() => {
            void refresh()
            handleClose()
          }}
          onCancel={handleClose}
        />
      </FormDrawer>
    </SectionPage>
  )
}
