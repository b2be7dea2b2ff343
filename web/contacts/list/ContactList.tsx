import { ActionIcon } from '@mantine/core'
import { IconEyeOff, IconFileUpload, IconUserPlus } from '@tabler/icons-react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { inside, leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { RowList } from '../../ui/RowList.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useContactList } from '../data/queries.ts'
import { ExportButton } from '../importing/ExportButton.tsx'
import classes from './BookHeader.module.css'
import { BookTabs } from './BookTabs.tsx'
import { ContactRow } from './ContactRow.tsx'
import { FilterChips } from './FilterChips.tsx'
import { FilterMenu } from './FilterMenu.tsx'
import { bookPath, countFilters, writeFilters } from './filters.ts'
import { useFilters } from './useFilters.ts'

export interface ContactListProps {
  openId: string | undefined
  /** True when the page of a contact was just left on a phone. */
  isReturning: boolean
  onCreate: () => void
}

/** The address book: everyone by name, searched, narrowed, walked with the keys. */
export function ContactList({ openId, isReturning, onCreate }: ContactListProps) {
  const { t } = useTranslation('contacts')
  const { role, is } = useSession()
  const [, navigate] = useLocation()
  const { filters, change } = useFilters()
  const { list, contacts } = useContactList(filters)
  const now = useNow(60_000)
  const search = useCallback((q: string) => change({ q: q || undefined }, { replace: true }), [change])
  const { fetchNextPage } = list
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const isNarrowed = Boolean(filters.q) || countFilters(filters) > 0
  const memory = `contacts?${writeFilters(filters)}`

  return (
    <>
      <header className={classes.header}>
        <div className={classes.headline}>
          <BookTabs current="people" />
          {is(...inside) && (
            <div className={classes.tools}>
              {is(...leads) && (
                <>
                  <ExportButton filters={filters} />
                  <ActionIcon
                    size="lg"
                    variant="default"
                    aria-label={t('import.title')}
                    title={t('import.title')}
                    renderRoot={props => <Link {...props} href="/contacts/import" />}
                  >
                    <IconFileUpload size={16} stroke={1.75} aria-hidden="true" />
                  </ActionIcon>
                </>
              )}
              <ActionIcon
                size="lg"
                variant="default"
                aria-label={t('create.title')}
                title={t('create.title')}
                onClick={onCreate}
              >
                <IconUserPlus size={16} stroke={1.75} aria-hidden="true" />
              </ActionIcon>
            </div>
          )}
        </div>
        <div className={classes.search}>
          <SearchField value={filters.q ?? ''} onChange={search} label={t('list.search')} />
          {is(...inside) && <FilterMenu filters={filters} onChange={change} />}
        </div>
        <FilterChips filters={filters} onChange={change} />
      </header>
      {(role === 'partner' || role === 'collaborator') && (
        <p className={classes.explain}>
          <IconEyeOff size={16} stroke={1.75} aria-hidden="true" />
          {t(`masked.list.${role}`)}
        </p>
      )}
      {list.isError && contacts.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={8} shape="rows" />
      ) : contacts.length === 0 ? (
        <NobodyFound />
      ) : (
        <RowList
          key={memory}
          label={t('list.label')}
          items={contacts}
          keyOf={contact => contact.id}
          openKey={openId}
          onOpen={contact => navigate(bookPath(contact.id, filters))}
          memory={memory}
          hasMore={list.hasNextPage}
          isLoadingMore={list.isFetchingNextPage}
          onMore={loadMore}
          isReturning={isReturning}
        >
          {(contact, link) => (
            <ContactRow contact={contact} href={bookPath(contact.id, filters)} now={now} link={link} />
          )}
        </RowList>
      )}
    </>
  )

  function NobodyFound() {
    if (filters.q)
      return (
        <EmptyState
          text={t('list.noResult', { query: filters.q })}
          {...(countFilters(filters) > 0 && {
            action: { label: t('list.everywhere'), href: bookPath(undefined, { q: filters.q }) },
          })}
        />
      )
    if (isNarrowed)
      return (
        <EmptyState
          text={t('list.noneNarrowed')}
          action={{ label: t('filters.clear'), href: bookPath(undefined, {}) }}
        />
      )
    return (
      <EmptyState
        text={t('list.none')}
        {...(is(...inside) && { action: { label: t('create.title'), onClick: onCreate } })}
      />
    )
  }
}
