import { type KeyboardEvent, useRef } from 'react'
import { useCommands } from '../../keyboard/useCommands.ts'
import { states } from '../words.ts'
import type { Workbench } from '../workbench.ts'
import classes from './Board.module.css'
import { Column } from './Column.tsx'

export interface BoardProps {
  bench: Workbench
}

/** The recoveries by step. Arrows walk the columns; moving is a menu or a key, never a matter of dragging. */
export function Board({ bench }: BoardProps) {
  const board = useRef<HTMLDivElement>(null)
  const columns = () =>
    [...(board.current?.querySelectorAll('[data-column]') ?? [])]
      .map(column => [...column.querySelectorAll<HTMLElement>('[data-card]')])
      .filter(cards => cards.length > 0)
  const focus = (card: HTMLElement | undefined) => {
    card?.focus({ preventScroll: true })
    card?.closest('article')?.scrollIntoView({ block: 'nearest' })
  }
  /** Across: the card at the same height in the next column. Along: the next card. */
  const go = (along: number, across: number) => {
    const all = columns()
    const place = all.findIndex(cards => cards.includes(document.activeElement as HTMLElement)) // an element or null
    if (place < 0) return focus(all[0]?.[0])
    const cards = all[place]!
    const height = cards.indexOf(document.activeElement as HTMLElement) // found just above
    const target = all[Math.min(all.length - 1, Math.max(0, place + across))]!
    const row = across === 0 ? height + along : Math.min(height, target.length - 1)
    if (across !== 0 || (row >= 0 && row < target.length)) return focus(target[row])
    // At the end of a column the next letter goes on with the next one.
    const next = all[place + along]
    focus(along > 0 ? next?.[0] : next?.at(-1))
  }
  const goTo = (end: 'first' | 'last') =>
    focus(end === 'first' ? columns()[0]?.[0] : columns().at(-1)?.at(-1))
  useCommands({
    'list.next': { run: () => go(1, 0) },
    'list.previous': { run: () => go(-1, 0) },
    'list.first': { run: () => goTo('first') },
    'list.last': { run: () => goTo('last') },
  })
  const handleKey = (event: KeyboardEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key]
    if (!step) return
    event.preventDefault()
    go(step[0]!, step[1]!)
  }
  return (
    <div className={classes.scroll} data-scope="list">
      <div ref={board} className={classes.board}>
        {states.map(state => (
          <Column key={state} state={state} bench={bench} onKeyDown={handleKey} />
        ))}
      </div>
    </div>
  )
}
