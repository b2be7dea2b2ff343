import { Button } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { AuditFilters } from './audit/AuditFilters.tsx'
import { AuditTable } from './audit/AuditTable.tsx'
import { useAuditFilters } from './audit/useAuditFilters.ts'
import { SectionPage } from './SectionPage.tsx'

/** Who changed what and who looked at what, newest first, as far back as it is kept. */
export default function AuditSection() {
  const { t } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const filters = useAuditFilters()
  const { kind, input } = filters
  const audit = useInfiniteQuery(
    query.workspaces.audit.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, kind, limit: 50, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: page => page.next ?? undefined,
      placeholderData: keepPreviousData,
      // Looking at the log writes a line in it: it is read when asked, not by itself.
      staleTime: 0,
    }),
  )
  const entries = audit.data?.pages.flatMap(page => page.items)
  return (
    <SectionPage path="audit">
      <AuditFilters filters={filters} />
      {audit.isError && !entries ? (
        <ErrorState problem={audit.error} onRetry={() => void audit.refetch()} />
      ) : !entries ? (
        <LoadingLines shape="rows" rows={10} />
      ) : entries.length === 0 ? (
        <EmptyState icon={IconHistory} text={t('audit.none')} />
      ) : (
        <>
          <AuditTable entries={entries} onSubject={filters.setSubject} />
          {audit.hasNextPage && (
            <Button
              variant="default"
              mt="md"
              loading={audit.isFetchingNextPage}
              onClick={() => void audit.fetchNextPage()}
            >
              {t('common:act.showMore')}
            </Button>
          )}
        </>
      )}
    </SectionPage>
  )
}
