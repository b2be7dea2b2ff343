import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { Recovery } from '../../../contract/loops.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { type RowLink, RowList } from '../../ui/RowList.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { MoveMenu } from '../board/MoveMenu.tsx'
import { Quote } from '../board/Quote.tsx'
import { Standing } from '../board/Standing.tsx'
import { useRecoveries } from '../data/queries.ts'
import type { State } from '../words.ts'
import type { Workbench } from '../workbench.ts'
import classes from './RecoveryRows.module.css'

export interface RecoveryRowsProps {
  bench: Workbench
  state: State | 'open' | undefined
  /** What to show when there is none. */
  empty: React.ReactNode
}

/** The recoveries by deadline, one a line. */
export function RecoveryRows({ bench, state, empty }: RecoveryRowsProps) {
  const { t } = useTranslation('loops')
  const [, navigate] = useLocation()
  const { list, recoveries } = useRecoveries(bench.owner, state)
  const { fetchNextPage } = list
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  if (list.isError && recoveries.length === 0)
    return <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <LoadingLines rows={6} shape="rows" />
  if (recoveries.length === 0) return empty
  return (
    <RowList
      label={t('list.label')}
      items={recoveries}
      keyOf={recovery => recovery.id}
      openKey={bench.openId}
      onOpen={recovery => navigate(bench.hrefOf(recovery.id))}
      memory={`recoveries?${state ?? 'all'}&${bench.owner ?? ''}`}
      hasMore={list.hasNextPage}
      isLoadingMore={list.isFetchingNextPage}
      onMore={loadMore}
    >
      {(recovery, link) => <RecoveryRow recovery={recovery} link={link} bench={bench} />}
    </RowList>
  )
}

function RecoveryRow({ recovery, link, bench }: { recovery: Recovery; link: RowLink; bench: Workbench }) {
  const { t } = useTranslation('loops')
  const { id } = recovery
  return (
    <article className={classes.row} data-open={bench.openId === id || undefined}>
      <Standing recovery={recovery} now={bench.now} />
      <div className={classes.who}>
        <span className={classes.line}>
          <Link
            href={bench.hrefOf(id)}
            className={`${classes.name} truncate`}
            {...link}
            onFocus={() => {
              link.onFocus()
              bench.activate(recovery)
            }}
          >
            {recovery.contact.name || t('noName')}
          </Link>
          {recovery.contact.isVip && <Tag>{t('vip')}</Tag>}
        </span>
        <Quote recovery={recovery} />
      </div>
      <span className={`${classes.quiet} ${classes.score} figures`}>
        {recovery.score !== null && t('score', { score: recovery.score, max: 5 })}
      </span>
      <span className={classes.pair}>
        <span className={`${classes.quiet} truncate`}>{t(`state.${recovery.state}`)}</span>
        <span className={`${classes.quiet} truncate`}>{recovery.owner?.name ?? t('nobody')}</span>
      </span>
      <span className={classes.act}>
        <MoveMenu
          recovery={recovery}
          acts={bench.acts}
          opened={bench.movingId === id}
          onOpenedChange={opened => bench.setMoving(opened ? id : undefined)}
          onClose={() => bench.finish(recovery)}
          onMoved={() => bench.returnTo(id)}
          isAside={link.tabIndex < 0}
        />
      </span>
    </article>
  )
}
