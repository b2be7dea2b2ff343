import { Button } from '@mantine/core'
import { IconSearch, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Duplicate } from '../../contract/merging.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { BookTabs } from './list/BookTabs.tsx'
import classes from './merging/merging.module.css'
import { PersonSummary } from './merging/PersonSummary.tsx'
import { useDuplicates, useMergingActs } from './merging/queries.ts'
import { Reasons } from './merging/Reasons.tsx'

/** Cards that may be of one person, each with its reasons: compare them, or say that they are two people. */
export default function DuplicatesScreen() {
  const { t } = useTranslation(['contacts', 'common'])
  const { call } = useApi()
  const { list, duplicates } = useDuplicates()
  const acts = useMergingActs()
  const announce = useAnnounce()
  const { workspace } = useSession()
  const [isSearching, setSearching] = useState(false)
  const search = async () => {
    setSearching(true)
    try {
      const { found } = await call.contacts.searchDuplicates({})
      announce(t('duplicates.found', { count: found }), 'polite', { visible: true })
      await acts.reload()
    } catch {
      announce(t('common:trouble.title'), 'assertive', { visible: true })
    } finally {
      setSearching(false)
    }
  }
  return (
    <Page
      title={t('duplicates.title')}
      subtitle={t(workspace.settings.mergesVerified ? 'duplicates.subtitleProved' : 'duplicates.subtitle')}
      actions={
        <Button
          variant="default"
          loading={isSearching}
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => void search()}
        >
          {t('duplicates.search')}
        </Button>
      }
    >
      <BookTabs current="duplicates" />
      {list.isError && duplicates.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={6} />
      ) : duplicates.length === 0 ? (
        <EmptyState icon={IconUsers} text={t('duplicates.none')} hint={t('duplicates.noneHint')} />
      ) : (
        <ul className={classes.pairs}>
          {duplicates.map(duplicate => (
            <li key={`${duplicate.one.id}/${duplicate.other.id}`}>
              <DuplicateItem duplicate={duplicate} onPutAside={acts.putAside} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common:act.showMore')}
        </Button>
      )}
    </Page>
  )
}

interface DuplicateItemProps {
  duplicate: Duplicate
  onPutAside: (pair: { id: string; otherId: string }) => Promise<void>
}

function DuplicateItem({ duplicate: { one, other, reasons }, onPutAside }: DuplicateItemProps) {
  const { t } = useTranslation('contacts')
  const names = { one: one.name || t('noName'), other: other.name || t('noName') }
  return (
    <article className={classes.pair} aria-label={t('duplicates.compareThem', names)}>
      <div className={classes.two}>
        <PersonSummary card={one} />
        <PersonSummary card={other} />
      </div>
      <div className={classes.foot}>
        <Reasons reasons={reasons} />
        <div className={classes.acts}>
          <Button
            variant="default"
            aria-label={t('duplicates.twoPeopleNamed', names)}
            onClick={() => void onPutAside({ id: one.id, otherId: other.id })}
          >
            {t('duplicates.twoPeople')}
          </Button>
          <Button
            aria-label={t('duplicates.compareThem', names)}
            renderRoot={props => <Link {...props} href={`/contacts/${one.id}/merge?with=${other.id}`} />}
          >
            {t('duplicates.compare')}
          </Button>
        </div>
      </div>
    </article>
  )
}
