import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { useFocusWithin, useHover, useMergedRef } from '@mantine/hooks'
import { IconAlertTriangle, IconRepeat } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearch } from 'wouter'
import type { Recovery } from '../../contract/loops.ts'
import { useCommands } from '../keyboard/useCommands.ts'
import { leads } from '../roles.ts'
import { useSession } from '../session.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { readId } from '../ui/read-id.ts'
import { useIsPhone } from '../ui/useIsPhone.ts'
import { useNow } from '../ui/useNow.ts'
import { Board } from './board/Board.tsx'
import { useOwners, useRecoveries, useRecoveryCounts } from './data/queries.ts'
import { useHeldNews } from './data/useHeldNews.ts'
import { useRecoveryActs } from './data/useRecoveryActs.ts'
import { type Purpose, RecoveryDrawer } from './detail/RecoveryDrawer.tsx'
import { type Filters, type Layout, readFilters, recoveriesPath } from './filters.ts'
import { RecoveryRows } from './list/RecoveryRows.tsx'
import classes from './RecoveriesScreen.module.css'
import { states } from './words.ts'
import type { Workbench } from './workbench.ts'

/** Customers who were let down, until each has been told how it was put right: a board or a list of the same data. */
export default function RecoveriesScreen() {
  const { t } = useTranslation('loops')
  const id = readId(useParams<{ id?: string }>().id)
  const filters = readFilters(useSearch())
  const [, navigate] = useLocation()
  const { me } = useSession()
  const isPhone = useIsPhone()
  const now = useNow(30_000)
  const acts = useRecoveryActs()
  const owners = useOwners()
  const counts = useRecoveryCounts()
  const [active, setActive] = useState<Recovery>()
  const [movingId, setMoving] = useState<string>()
  const [purpose, setPurpose] = useState<Purpose>('look')
  const { ref: hoverRef, hovered } = useHover<HTMLDivElement>()
  const { ref: focusRef, focused } = useFocusWithin<HTMLDivElement>()
  const body = useMergedRef(hoverRef, focusRef)
  const news = useHeldNews(id, hovered || focused || movingId !== undefined)
  const layout = filters.layout ?? (isPhone ? 'list' : 'board')
  const change = (part: Partial<Filters>) => navigate(recoveriesPath({ ...filters, ...part }))
  const open = (recovery: Recovery, why: Purpose) => {
    setPurpose(why)
    navigate(recoveriesPath(filters, recovery.id))
  }

  const bench: Workbench = {
    now,
    acts,
    owner: filters.owner,
    openId: id,
    activeId: active?.id,
    activate: setActive,
    movingId,
    setMoving,
    returnTo: one => {
      // Once the menu has closed, which would take the focus back to a button that is gone.
      setTimeout(
        () => document.querySelector<HTMLElement>(`[data-card="${one}"], [data-row="${one}"]`)?.focus(),
        200,
      )
    },
    hrefOf: one => recoveriesPath(filters, one),
    finish: recovery => open(recovery, 'finish'),
  }
  const unchosen = active ? undefined : t('refused.choose')
  const closed = active?.state === 'repaired' ? t('refused.closed') : undefined
  useCommands({
    'recovery.move': { run: () => setMoving(active?.id), refused: unchosen },
    'recovery.owner': { run: () => active && open(active, 'give'), refused: unchosen ?? closed },
    'recovery.close': { run: () => active && open(active, 'finish'), refused: unchosen ?? closed },
  })

  const whose = useMemo(
    () => [
      { value: '', label: t('whose.everyone') },
      { value: 'me', label: t('whose.me') },
      ...owners
        .filter(owner => owner.id !== me.member.id)
        .map(owner => ({ value: owner.id, label: owner.name })),
    ],
    [t, owners, me.member.id],
  )
  const empty = <NoneOpen owner={filters.owner} onEveryone={() => change({ owner: undefined })} />

  return (
    <Page
      title={t('title')}
      count={counts.data?.mine ?? 0}
      width="full"
      subtitle={
        counts.data && (
          <span className={classes.counts}>
            <span>{t('count.open', { count: counts.data.open })}</span>
            <span>{t('count.mine', { count: counts.data.mine })}</span>
            {counts.data.late > 0 && (
              <span className={classes.late}>
                <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
                {t('count.late', { count: counts.data.late })}
              </span>
            )}
          </span>
        )
      }
    >
      <div className={classes.screen}>
        <div className={classes.tools}>
          <SegmentedControl
            aria-label={t('layout.label')}
            value={layout}
            onChange={value => change({ layout: value as Layout })} // one of its own two
            data={[
              { value: 'board', label: t('layout.board') },
              { value: 'list', label: t('layout.list') },
            ]}
          />
          <NativeSelect
            aria-label={t('whose.label')}
            value={filters.owner ?? ''}
            data={whose}
            onChange={event => change({ owner: event.currentTarget.value || undefined })}
          />
          {layout === 'list' && (
            <NativeSelect
              aria-label={t('list.state')}
              value={filters.state ?? ''}
              data={[
                { value: '', label: t('list.open') },
                ...states.map(state => ({ value: state, label: t(`state.${state}`) })),
                { value: 'all', label: t('list.all') },
              ]}
              onChange={
                event => change({ state: (event.currentTarget.value || undefined) as Filters['state'] }) // its own choices
              }
            />
          )}
        </div>
        <div ref={body} className={classes.body} data-layout={layout}>
          {news.waiting > 0 && (
            <Button className={classes.news} onClick={news.show}>
              {t('news', { count: news.waiting })}
            </Button>
          )}
          {layout === 'list' ? (
            <RecoveryRows
              key={`${filters.state ?? ''}/${filters.owner ?? ''}`}
              bench={bench}
              state={filters.state === 'all' ? undefined : (filters.state ?? 'open')}
              empty={filters.state ? <EmptyState icon={IconRepeat} text={t('empty.state')} /> : empty}
            />
          ) : (
            <BoardOrNothing bench={bench} empty={empty} />
          )}
        </div>
      </div>
      <RecoveryDrawer
        id={id}
        purpose={purpose}
        onPurpose={setPurpose}
        acts={acts}
        now={now}
        onClose={() => {
          setPurpose('look')
          navigate(recoveriesPath(filters))
        }}
      />
    </Page>
  )
}

/** Four empty columns would say less than a sentence. */
function BoardOrNothing({ bench, empty }: { bench: Workbench; empty: React.ReactNode }) {
  const open = useRecoveries(bench.owner, 'open')
  const closed = useRecoveries(bench.owner, 'repaired')
  const isNothing = [open, closed].every(({ list, recoveries }) => list.isSuccess && recoveries.length === 0)
  return isNothing ? empty : <Board bench={bench} />
}

function NoneOpen({ owner, onEveryone }: { owner: string | undefined; onEveryone: () => void }) {
  const { t } = useTranslation('loops')
  const { is } = useSession()
  if (owner)
    return (
      <EmptyState
        icon={IconRepeat}
        text={t(owner === 'me' ? 'empty.mine' : 'empty.theirs')}
        action={{ label: t('empty.everyone'), onClick: onEveryone }}
      />
    )
  return (
    <EmptyState
      icon={IconRepeat}
      text={t('empty.none')}
      hint={t('empty.hint')}
      action={
        is(...leads)
          ? { label: t('empty.answers'), href: '/surveys' }
          : { label: t('empty.desk'), href: '/desk' }
      }
    />
  )
}
