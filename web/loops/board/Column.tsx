import { Button } from '@mantine/core'
import { type KeyboardEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useRecoveries } from '../data/queries.ts'
import type { State } from '../words.ts'
import type { Workbench } from '../workbench.ts'
import classes from './Board.module.css'
import { RecoveryCard } from './RecoveryCard.tsx'

export interface ColumnProps {
  state: State
  bench: Workbench
  onKeyDown: (event: KeyboardEvent) => void
}

/** The recoveries of one step, the most urgent first. */
export function Column({ state, bench, onKeyDown }: ColumnProps) {
  const { t } = useTranslation(['loops', 'common'])
  const format = useFormat()
  const id = useId()
  const { list, recoveries } = useRecoveries(bench.owner, state)
  const hasActive = recoveries.some(recovery => recovery.id === bench.activeId)
  const count = format.number(recoveries.length)
  return (
    <section className={classes.column} aria-labelledby={id} data-column={state}>
      <div className={classes.head} id={id}>
        <h2>{t(`state.${state}`)}</h2>
        {list.data && (
          <span className={`${classes.count} figures`}>
            {list.hasNextPage ? t('atLeast', { shown: count }) : count}
          </span>
        )}
      </div>
      {list.isError && recoveries.length === 0 ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <LoadingLines rows={2} />
      ) : recoveries.length === 0 ? (
        <p className={classes.none}>{t(`empty.column.${state}`)}</p>
      ) : (
        <div className={classes.cards}>
          {recoveries.map((recovery, place) => (
            <RecoveryCard
              key={recovery.id}
              recovery={recovery}
              bench={bench}
              isStop={hasActive ? recovery.id === bench.activeId : place === 0}
              onKeyDown={onKeyDown}
            />
          ))}
        </div>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('common:act.showMore')}
        </Button>
      )}
    </section>
  )
}
