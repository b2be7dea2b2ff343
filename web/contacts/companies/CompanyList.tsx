import { IconBuilding } from '@tabler/icons-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useQueryState } from '../../ui/useQueryState.ts'
import { useCompanyList } from '../data/queries.ts'
import headerClasses from '../list/BookHeader.module.css'
import { BookTabs } from '../list/BookTabs.tsx'
import classes from '../list/ContactRow.module.css'

export interface CompanyListProps {
  openId: string | undefined
  isReturning: boolean
}

/** Companies by name; each was known by the address of its first contact. */
export function CompanyList({ openId, isReturning }: CompanyListProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const [, navigate] = useLocation()
  const [q, setQ] = useQueryState('q')
  const { list, companies } = useCompanyList(q || undefined)
  const search = useCallback((text: string) => setQ(text, { replace: true }), [setQ])
  const { fetchNextPage } = list
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const hrefOf = (id: string) => `/companies/${id}${q ? `?q=${encodeURIComponent(q)}` : ''}`
  return (
    <>
      <header className={headerClasses.header}>
        <div className={headerClasses.headline}>
          <BookTabs current="companies" />
        </div>
        <SearchField value={q} onChange={search} label={t('companies.search')} />
      </header>
      {list.isError && companies.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={6} shape="rows" />
      ) : companies.length === 0 ? (
        <EmptyState
          text={q ? t('list.noResult', { query: q }) : t('companies.none')}
          {...(!q && { hint: t('companies.noneHint') })}
        />
      ) : (
        <RowList
          key={q}
          label={t('companies.title')}
          items={companies}
          keyOf={company => company.id}
          openKey={openId}
          onOpen={company => navigate(hrefOf(company.id))}
          memory={`companies?${q}`}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={loadMore}
          isReturning={isReturning}
        >
          {(company, link) => (
            <Link href={hrefOf(company.id)} className={classes.row} {...link}>
              <IconBuilding size={20} stroke={1.75} aria-hidden="true" />
              <span className={classes.body}>
                <span className={`${classes.name} truncate`}>{company.name}</span>
                <span className={`${classes.line} ${classes.quiet}`}>
                  {company.domain && company.domain !== company.name && (
                    <span className="truncate">{company.domain}</span>
                  )}
                  <span className={classes.whole}>
                    {t('companies.people', {
                      count: company.contactCount,
                      shown: format.number(company.contactCount),
                    })}
                  </span>
                </span>
              </span>
            </Link>
          )}
        </RowList>
      )}
    </>
  )
}
