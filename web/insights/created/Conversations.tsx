import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearch } from 'wouter'
import { Panel } from '../../reports/Panel.tsx'
import { useDayNames } from '../../reports/useDayNames.ts'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { type Slice, useCreatedConversations } from '../data/queries.ts'
import { type Filters, insightsPath } from '../filters.ts'
import classes from './Created.module.css'

export interface ConversationsProps {
  slice: Slice
  filters: Filters
}

/** The conversations behind the counts: those of a day when a bar led here. */
export function Conversations({ slice, filters }: ConversationsProps) {
  const { t } = useTranslation(['insights', 'common'])
  const format = useFormat()
  const names = useDayNames()
  const [, navigate] = useLocation()
  const search = useSearch()
  // A day of an old link may lie outside the period: then it narrows nothing.
  const day = filters.day && filters.day >= slice.from && filters.day <= slice.to ? filters.day : undefined
  const { list, conversations } = useCreatedConversations(day ? { ...slice, from: day, to: day } : slice)

  useEffect(() => {
    void search
    // A bar led here: the address has changed without the page being loaded, so nothing else goes there.
    if (location.hash !== '#conversations') return
    const part = document.getElementById('conversations')
    part?.scrollIntoView({ block: 'start' })
    part?.focus({ preventScroll: true })
  }, [search])

  return (
    <Panel
      title={day ? t('list.ofDay', { day: names.long(day) }) : t('list.title')}
      anchor="conversations"
      tools={
        day && (
          <Button
            variant="default"
            size="xs"
            onClick={() => navigate(insightsPath({ ...filters, day: undefined }), { replace: true })}
          >
            {t('list.wholePeriod')}
          </Button>
        )
      }
    >
      {list.isError && conversations.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={4} />
      ) : conversations.length === 0 ? (
        <EmptyState text={t('none')} />
      ) : (
        <ul className={classes.list}>
          {conversations.map(({ id, number, subject, language, channel, contact, createdAt }) => (
            <li key={id} className={classes.one}>
              <span className={classes.subject} lang={(subject && language) || undefined}>
                <Link href={`/desk/all/${number}`}>{subject || t('list.noSubject')}</Link>
              </span>
              <span className={`${classes.about} figures`}>
                <ChannelIcon kind={channel} />
                <span>{t('list.number', { number })}</span>
                <Link href={`/contacts/${contact.id}`}>{contact.name || t('list.noName')}</Link>
                <time dateTime={createdAt}>{format.dateTime(createdAt)}</time>
              </span>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:act.showMore')}
          </Button>
        </div>
      )}
    </Panel>
  )
}
