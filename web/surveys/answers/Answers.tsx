import { Button, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useSearch } from 'wouter'
import { Panel } from '../../reports/Panel.tsx'
import { midnightOf, weekWithin } from '../../reports/period.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import { type Slice, type Survey, useAnswers } from '../data/queries.ts'
import { type Filters, satisfactionPath } from '../filters.ts'
import { AnswerItem } from './AnswerItem.tsx'
import classes from './Answers.module.css'

export interface AnswersProps {
  survey: Survey
  slice: Slice
  filters: Filters
}

/** The answers behind the figures: all those of a score or of a week when a figure led here. */
export function Answers({ survey, slice, filters }: AnswersProps) {
  const { t } = useTranslation(['surveys', 'common'])
  const format = useFormat()
  const now = useNow(60_000)
  const [, navigate] = useLocation()
  const search = useSearch()
  const { score, week, withSilent } = filters
  // A week of an old link may lie outside the period: then it narrows nothing.
  const within = week ? weekWithin(slice, week, format.timeZone) : undefined
  const { list, answers } = useAnswers(survey.id, { ...slice, ...within }, { score, commented: !withSilent })
  const change = (part: Partial<Filters>) =>
    navigate(satisfactionPath({ ...filters, ...part }), { replace: true })

  useEffect(() => {
    void search
    // A figure led here: the address has changed without the page being loaded, so nothing else goes there.
    if (location.hash !== '#answers') return
    const part = document.getElementById('answers')
    part?.scrollIntoView({ block: 'start' })
    part?.focus({ preventScroll: true })
  }, [search])

  return (
    <Panel
      title={t('answers.title')}
      anchor="answers"
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('answers.which')}
          value={withSilent ? 'all' : 'commented'}
          onChange={value => change({ withSilent: value === 'all' })}
          data={[
            { value: 'commented', label: t('answers.commented') },
            { value: 'all', label: t('answers.all') },
          ]}
        />
      }
    >
      {(score !== undefined || within) && (
        <div className={classes.chips}>
          {score !== undefined && (
            <Chip
              text={t('answers.ofScore', { score, max: survey.scaleMax })}
              onRemove={() => change({ score: undefined })}
            />
          )}
          {within && week && (
            <Chip
              text={t('answers.ofWeek', { day: format.shortDay(midnightOf(week, format.timeZone)) })}
              onRemove={() => change({ week: undefined })}
            />
          )}
        </div>
      )}
      {list.isError && answers.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={4} />
      ) : answers.length === 0 ? (
        <EmptyState
          text={t(withSilent ? 'answers.none' : 'answers.noneCommented')}
          {...(!withSilent && {
            action: { label: t('answers.seeAll'), onClick: () => change({ withSilent: true }) },
          })}
        />
      ) : (
        <ul className={classes.list}>
          {answers.map(answer => (
            <AnswerItem key={answer.id} answer={answer} max={survey.scaleMax} now={now} />
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

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation('surveys')
  return (
    <button
      type="button"
      className={classes.chip}
      aria-label={t('answers.without', { filter: text })}
      onClick={onRemove}
    >
      {text}
      <IconX size={16} stroke={1.75} aria-hidden="true" />
    </button>
  )
}
