import { Button } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useQueryState } from '../../ui/useQueryState.ts'
import { useReached } from '../../ui/useReached.ts'
import { useTimeline } from '../data/queries.ts'
import { useMergingActs } from '../merging/queries.ts'
import { Section } from '../page/Section.tsx'
import classes from './Timeline.module.css'
import { TimelineEntry } from './TimelineEntry.tsx'
import { byDay, type Family, families, ofFamilies, readFamilies } from './timeline.ts'

export interface TimelineProps {
  contactId: string
  canEdit: boolean
  now: Date
}

/** Everything that happened with a person, by day, the newest first; what is shown is chosen by family. */
export function Timeline({ contactId, canEdit, now }: TimelineProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const { list, entries } = useTimeline(contactId)
  const { undo } = useMergingActs()
  const [show, setShow] = useQueryState('show')
  const chosen = useMemo(() => readFamilies(show), [show])
  // Once a minute is enough for "today" and "yesterday".
  const minute = Math.floor(now.getTime() / 60_000)
  const days = useMemo(
    () => byDay(ofFamilies(entries, chosen), at => format.dayHeading(at, minute * 60_000)),
    [entries, chosen, format, minute],
  )
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const end = useReached<HTMLButtonElement>(() => void fetchNextPage(), hasNextPage && !isFetchingNextPage)
  const toggle = (family: Family) =>
    setShow(
      families.filter(one => (one === family ? !chosen.includes(one) : chosen.includes(one))).join(','),
      { replace: true },
    )

  return (
    <Section title={t('timeline.title')}>
      <fieldset className={classes.families}>
        <legend className="visually-hidden">{t('timeline.show')}</legend>
        <button
          type="button"
          className={classes.family}
          aria-pressed={chosen.length === 0}
          onClick={() => setShow('', { replace: true })}
        >
          {t('timeline.all')}
        </button>
        {families.map(family => (
          <button
            key={family}
            type="button"
            className={classes.family}
            aria-pressed={chosen.includes(family)}
            onClick={() => toggle(family)}
          >
            {t(`timeline.family.${family}`)}
          </button>
        ))}
      </fieldset>
      {list.isError && entries.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={5} />
      ) : days.length === 0 && !hasNextPage ? (
        <EmptyState
          text={t(chosen.length > 0 ? 'timeline.noneChosen' : 'timeline.none')}
          {...(chosen.length > 0 && {
            action: { label: t('timeline.seeAll'), onClick: () => setShow('', { replace: true }) },
          })}
        />
      ) : (
        days.map(day => (
          <section key={day.heading} aria-label={day.heading}>
            <h4 className={classes.day}>{day.heading}</h4>
            <ol className={classes.entries}>
              {day.entries.map(entry => (
                <TimelineEntry
                  key={entry.id}
                  entry={entry}
                  onUndoMerge={canEdit ? mergeId => void undo(contactId, mergeId) : undefined}
                />
              ))}
            </ol>
          </section>
        ))
      )}
      {hasNextPage && (
        <Button
          ref={end}
          variant="default"
          className={classes.end}
          loading={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t('common:act.showMore')}
        </Button>
      )}
    </Section>
  )
}
