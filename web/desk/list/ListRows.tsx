import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { View } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useNow } from '../../ui/useNow.ts'
import { deskPath } from '../address.ts'
import { useDesk } from '../DeskContext.tsx'
import { ConversationRow } from './ConversationRow.tsx'
import { rowAfter, type ShownRow } from './held.ts'
import classes from './ListPane.module.css'
import type { Place } from './places.ts'
import { useRowHeight } from './useRowHeight.ts'

/** What keys do to the rows from anywhere on the desk. */
export interface RowsHandle {
  move: (step: number) => void
  moveTo: (place: 'first' | 'last') => void
  extend: (step: number) => void
  scrollToTop: () => void
}

export interface ListRowsProps {
  view: View
  query: string
  rows: readonly ShownRow[]
  activeId: string | undefined
  chosen: ReadonlySet<string>
  place: Place
  hasMore: boolean
  isLoadingMore: boolean
  handle: RefObject<RowsHandle | null>
  onActivate: (id: string) => void
  onSelect: (id: string, isRange: boolean) => void
  onMore: () => void
  onPlace: (scrollTop: number) => void
  /** The list may not move while this is true. */
  onHold: (isHeld: boolean) => void
}

/** The rows themselves: only those in sight are in the page, the focused one always is. */
export function ListRows({
  view,
  query,
  rows,
  activeId,
  chosen,
  place,
  hasMore,
  isLoadingMore,
  handle,
  onActivate,
  onSelect,
  onMore,
  onPlace,
  onHold,
}: ListRowsProps) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const { number } = useDesk()
  const now = useNow(30_000)
  const scroll = useRef<HTMLElement>(null)
  const height = useRowHeight()
  const hold = useHold(onHold)
  const activeIndex = rows.findIndex(({ row }) => row.id === activeId)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    getItemKey: index => rows[index]!.row.id,
    overscan: 8,
    initialOffset: place.scrollTop,
    rangeExtractor: range => {
      const indexes = defaultRangeExtractor(range)
      return activeIndex < 0 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b)
    },
  })

  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= rows.length - 10) onMore()
  }, [hasMore, isLoadingMore, lastShown, rows.length, onMore])

  useEffect(() => {
    void height
    virtual.measure()
  }, [height, virtual])

  const focusRow = (index: number) => {
    const target = rows[index]
    if (!target) return
    onActivate(target.row.id)
    virtual.scrollToIndex(index, { align: 'auto' })
    // The row may only just be coming into the page.
    requestAnimationFrame(() =>
      scroll.current
        ?.querySelector<HTMLElement>(`[data-row="${target.row.id}"]`)
        ?.focus({ preventScroll: true }),
    )
    return target.row.id
  }
  // A row that leaves the list with the focus hands it to the one that is open next, not to nothing (ACC-2). On a phone,
  // where one comes back to the list, to the row one came from, or the one that took its place.
  const moved = useRef<{ number: number | undefined; at: number }>({ number, at: Number.NEGATIVE_INFINITY })
  const left = useRef<{ number: number; index: number } | undefined>(undefined)
  const keepFocus = useEffectEvent(() => {
    const now = performance.now()
    if (moved.current.number !== number)
      moved.current = { number, at: moved.current.number === undefined ? Number.NEGATIVE_INFINITY : now }
    const index = number === undefined ? rowAfter(rows, left.current) : rowAfter(rows, { number })
    if (number !== undefined && index >= 0) left.current = { number, index }
    if (now - moved.current.at > 1500 || document.activeElement !== document.body) return
    if (index < 0) return
    moved.current.at = Number.NEGATIVE_INFINITY
    focusRow(index)
  })
  // Whoever has pressed or clicked something since knows where they want to be.
  useEffect(() => {
    const leaveAlone = () => {
      moved.current.at = Number.NEGATIVE_INFINITY
    }
    const acts = ['keydown', 'pointerdown'] as const
    for (const act of acts) document.addEventListener(act, leaveAlone, { capture: true })
    return () => {
      for (const act of acts) document.removeEventListener(act, leaveAlone, { capture: true })
    }
  }, [])
  useEffect(() => {
    void [number, rows]
    const frame = requestAnimationFrame(keepFocus)
    return () => cancelAnimationFrame(frame)
  }, [number, rows])
  const step = (by: number) => Math.min(rows.length - 1, Math.max(0, activeIndex < 0 ? 0 : activeIndex + by))
  useImperativeHandle(handle, () => ({
    move: by => void focusRow(step(by)),
    moveTo: where => void focusRow(where === 'first' ? 0 : rows.length - 1),
    extend: by => {
      const id = focusRow(step(by))
      if (activeId && chosen.size === 0) onSelect(activeId, false)
      if (id) onSelect(id, true)
    },
    scrollToTop: () => virtual.scrollToOffset(0),
  }))

  const handleKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (!by || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    focusRow(step(by))
  }

  return (
    <section
      ref={scroll}
      className={classes.scroll}
      data-scope="list"
      data-choosing={chosen.size > 0 || undefined}
      onScroll={event => {
        const { scrollTop } = event.currentTarget
        hold('scroll', scrollTop > 4)
        onPlace(scrollTop)
      }}
    >
      <ul
        className={classes.rows}
        style={{ height: virtual.getTotalSize() }}
        aria-label={t('list.label')}
        onMouseEnter={() => hold('pointer', true)}
        onMouseLeave={() => hold('pointer', false)}
        onFocus={() => hold('focus', true)}
        onBlur={event => {
          if (!event.currentTarget.contains(event.relatedTarget)) hold('focus', false)
        }}
        onKeyDown={handleKey}
      >
        {items.map(item => {
          const { row, isGone } = rows[item.index]!
          return (
            <li
              key={item.key}
              className={classes.item}
              style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={hasMore ? -1 : rows.length}
              aria-posinset={item.index + 1}
            >
              <ConversationRow
                row={row}
                href={deskPath(view, row.number, query)}
                now={now}
                isOpen={row.number === number}
                isActive={activeIndex < 0 ? item.index === 0 : row.id === activeId}
                isSelected={chosen.has(row.id)}
                isGone={isGone}
                showsStatus={view === 'all' || view === 'mentions' || view === 'drafts' || view === 'spam'}
                showsAssignee={view !== 'mine' && view !== 'unassigned'}
                myId={me.member.id}
                onActivate={onActivate}
                onSelect={onSelect}
              />
            </li>
          )
        })}
      </ul>
      {!hasMore && rows.length > 12 && <p className={classes.end}>{t('list.end')}</p>}
      {isLoadingMore && <p className={classes.end}>{t('list.more')}</p>}
    </section>
  )
}

type Reason = 'pointer' | 'focus' | 'scroll'

/** Gathers why the list must not move: one of the three is enough. */
function useHold(onHold: (isHeld: boolean) => void) {
  const [reasons] = useState(() => new Set<Reason>())
  return (reason: Reason, applies: boolean) => {
    if (applies) reasons.add(reason)
    else reasons.delete(reason)
    onHold(reasons.size > 0)
  }
}
