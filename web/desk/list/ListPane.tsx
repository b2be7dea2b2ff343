import { IconArrowUp } from '@tabler/icons-react'
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands, useEscape } from '../../keyboard/useCommands.ts'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useMarkUnread } from '../acts/useReading.ts'
import { useDesk } from '../DeskContext.tsx'
import { useConversationList } from '../data/queries.ts'
import { useLiveList } from '../live/useLiveList.ts'
import { BulkBar } from './BulkBar.tsx'
import { ListEmpty } from './ListEmpty.tsx'
import { ListHeader } from './ListHeader.tsx'
import classes from './ListPane.module.css'
import { ListRows, type RowsHandle } from './ListRows.tsx'
import { createPlaces } from './places.ts'
import { useFilters } from './useFilters.ts'
import { useHeldRows } from './useHeldRows.ts'
import { useSelection } from './useSelection.ts'

/** The list of a view: rows that stay true without moving under the pointer, a search, a choice to act on together. */
export function ListPane() {
  const { t } = useTranslation('desk')
  const { is, workspace } = useSession()
  const desk = useDesk()
  const { view, number } = desk
  const announce = useAnnounce()
  const { filters, change, query } = useFilters()
  const { list, rows, queryKey, input } = useConversationList(view, filters)
  useLiveList(queryKey, input)
  const [isHeld, setHeld] = useState(false)
  const listKey = JSON.stringify(queryKey)
  const { shown, waiting, settle } = useHeldRows(rows, {
    isHeld,
    keepsGone: is(...inside),
    listKey,
  })
  const order = useMemo(() => shown.map(({ row }) => row.id), [shown])
  const { chosen, select, clear, keep } = useSelection(order)
  const places = useMemo(() => createPlaces(sessionStorage, workspace.slug), [workspace.slug])
  const place = useMemo(() => places.read(view), [places, view])
  const [active, setActive] = useState<{ view: string; id: string | undefined }>({ view, id: place.rowId })
  const opened = shown.find(({ row }) => row.number === number)?.row
  const activeId = (active.view === view ? active.id : place.rowId) ?? opened?.id
  const handle = useRef<RowsHandle>(null)
  const scrollTop = useRef(place.scrollTop)

  useEffect(() => {
    desk.rows.current = shown.map(({ row }) => row)
    desk.settleList.current = settle
  })
  useEscape(clear, chosen.size > 0)
  const forget = useEffectEvent(clear)
  useEffect(() => {
    void listKey
    forget()
  }, [listKey])
  const { know } = desk
  const openedId = opened?.id
  useEffect(() => {
    if (!openedId || number === undefined) return
    setActive({ view, id: openedId })
    know(number, openedId)
  }, [view, number, openedId, know])

  const activate = useCallback(
    (id: string) => {
      setActive({ view, id })
      const row = desk.rows.current.find(one => one.id === id)
      // The address names a number; what is known already need not be asked.
      if (row) know(row.number, id)
      places.keep(view, { scrollTop: scrollTop.current, rowId: id })
    },
    [view, places, desk.rows, know],
  )
  const keepPlace = useCallback(
    (top: number) => {
      scrollTop.current = top
      places.keep(view, { scrollTop: top, rowId: places.read(view).rowId })
    },
    [view, places],
  )
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const markUnread = useMarkUnread()

  const activeRow = shown.find(({ row }) => row.id === activeId)?.row
  useCommands({
    'list.next': { run: () => handle.current?.move(1) },
    'list.previous': { run: () => handle.current?.move(-1) },
    'list.open': { run: () => activeRow && desk.open(activeRow) },
    'list.select': { run: () => activeRow && select(activeRow.id, false) },
    'list.extendDown': { run: () => handle.current?.extend(1) },
    'list.extendUp': { run: () => handle.current?.extend(-1) },
    'list.first': { run: () => handle.current?.moveTo('first') },
    'list.last': { run: () => handle.current?.moveTo('last') },
    'list.unread': { run: () => markUnread(chosenRows(), activeRow) },
    'conversation.next': {
      run: () => {
        const place = shown.findIndex(({ row }) => row.number === number)
        const next = shown[place + 1]?.row
        if (next) desk.open(next)
        else announce(t('refused.last'), 'assertive', { visible: true })
      },
    },
  })
  const chosenRows = () => shown.filter(({ row }) => chosen.has(row.id)).map(({ row }) => row)

  const showAbove = () => {
    settle()
    handle.current?.scrollToTop()
  }

  return (
    <div className={classes.pane}>
      <ListHeader view={view} filters={filters} onChange={change} />
      <div className={classes.body}>
        {waiting > 0 && (
          <button type="button" className={classes.above} onClick={showAbove}>
            <IconArrowUp size={16} stroke={1.75} aria-hidden="true" />
            {t('list.above', { count: waiting })}
          </button>
        )}
        {filters.q && rows.length > 0 && (
          <p className={classes.results}>{t('list.results', { query: filters.q })}</p>
        )}
        {list.isError && rows.length === 0 ? (
          <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <LoadingLines rows={8} />
        ) : rows.length === 0 && shown.length === 0 ? (
          <ListEmpty view={view} filters={filters} onChange={change} />
        ) : (
          <ListRows
            key={`${workspace.slug}/${view}`}
            view={view}
            query={query}
            rows={shown}
            activeId={activeId}
            chosen={chosen}
            place={place}
            hasMore={hasNextPage}
            isLoadingMore={isFetchingNextPage}
            handle={handle}
            onActivate={activate}
            onSelect={select}
            onMore={loadMore}
            onPlace={keepPlace}
            onHold={setHeld}
          />
        )}
      </div>
      {chosen.size > 0 && <BulkBar rows={chosenRows()} onDone={clear} onKeep={keep} />}
    </div>
  )
}
