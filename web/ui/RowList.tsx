import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../keyboard/useCommands.ts'
import { useSession } from '../session.tsx'
import classes from './RowList.module.css'
import { createRowPlaces } from './row-place.ts'

/** What a row puts on its link: one tab stop for the whole list, arrows inside. */
export interface RowLink {
  'data-row': string
  'aria-current': 'true' | undefined
  tabIndex: 0 | -1
  onFocus: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

export interface RowListProps<Item> {
  /** Name of the list, heard. */
  label: string
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** The row whose page is open. */
  openKey?: string | undefined
  onOpen: (item: Item) => void
  /** The place in the list is kept under this name. */
  memory: string
  hasMore: boolean
  isLoadingMore: boolean
  onMore: () => void
  /** Takes the focus back when it becomes true: the way back from a page on a phone. */
  isReturning?: boolean
  children: (item: Item, link: RowLink) => ReactNode
}

/** A long list of links: only the rows in sight are in the page, keys move between them, the place is remembered. */
export function RowList<Item>({
  label,
  items,
  keyOf,
  openKey,
  onOpen,
  memory,
  hasMore,
  isLoadingMore,
  onMore,
  isReturning = false,
  children,
}: RowListProps<Item>) {
  const { t } = useTranslation()
  const { workspace } = useSession()
  const places = useMemo(() => createRowPlaces(sessionStorage, workspace.slug), [workspace.slug])
  const [place] = useState(() => places.read(memory))
  const [active, setActive] = useState(place.key)
  const scroll = useRef<HTMLDivElement>(null)
  const activeKey = items.some(item => keyOf(item) === active) ? active : openKey
  const activeIndex = items.findIndex(item => keyOf(item) === activeKey)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 64,
    getItemKey: index => keyOf(items[index]!),
    overscan: 8,
    initialOffset: place.scrollTop,
    // The row that has the focus stays in the page, or the focus would be lost with it.
    rangeExtractor: range => {
      const indexes = defaultRangeExtractor(range)
      return activeIndex < 0 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b)
    },
  })

  const rows = virtual.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastShown >= items.length - 10) onMore()
  }, [hasMore, isLoadingMore, lastShown, items.length, onMore])

  const activate = (key: string) => {
    setActive(key)
    places.keep(memory, { scrollTop: scroll.current?.scrollTop ?? 0, key })
  }
  useEffect(() => {
    if (openKey) setActive(openKey)
  }, [openKey])
  useEffect(() => {
    if (!isReturning) return
    scroll.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus({ preventScroll: true })
  }, [isReturning])

  const focusRow = (index: number) => {
    const item = items[index]
    if (!item) return
    const key = keyOf(item)
    activate(key)
    virtual.scrollToIndex(index, { align: 'auto' })
    // The row may only just be coming into the page.
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-row="${key}"]`)?.focus({ preventScroll: true }),
    )
  }
  const step = (by: number) => Math.min(items.length - 1, Math.max(0, activeIndex < 0 ? 0 : activeIndex + by))
  useCommands({
    'list.next': { run: () => focusRow(step(1)) },
    'list.previous': { run: () => focusRow(step(-1)) },
    'list.first': { run: () => focusRow(0) },
    'list.last': { run: () => focusRow(items.length - 1) },
    'list.open': {
      run: () => {
        const item = items[activeIndex]
        if (item) onOpen(item)
      },
    },
  })
  const handleKey = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key]
    if (!by || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    focusRow(step(by))
  }

  return (
    <div
      ref={scroll}
      className={classes.scroll}
      data-scope="list"
      onScroll={event => places.keep(memory, { scrollTop: event.currentTarget.scrollTop, key: activeKey })}
    >
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }} aria-label={label}>
        {rows.map(row => {
          const item = items[row.index]!
          const key = keyOf(item)
          return (
            <li
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              className={classes.item}
              style={{ transform: `translateY(${row.start}px)` }}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={row.index + 1}
            >
              {children(item, {
                'data-row': key,
                'aria-current': key === openKey ? 'true' : undefined,
                tabIndex: (activeIndex < 0 ? row.index === 0 : key === activeKey) ? 0 : -1,
                onFocus: () => activate(key),
                onKeyDown: handleKey,
              })}
            </li>
          )
        })}
      </ul>
      {isLoadingMore && <p className={classes.end}>{t('state.loading')}</p>}
    </div>
  )
}
