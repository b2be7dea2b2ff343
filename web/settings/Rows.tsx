import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import classes from './Rows.module.css'

export interface RowsProps {
  label: string
  children: ReactNode
}

/** A list of things that can be opened. */
export function Rows({ label, children }: RowsProps) {
  return (
    <ul className={classes.rows} aria-label={label}>
      {children}
    </ul>
  )
}

export interface RowProps {
  /** The whole row leads there; without it the row only shows. */
  href?: string
  name: ReactNode
  /** Drawn before the name. */
  mark?: ReactNode
  detail?: ReactNode
  /** States and figures, at the end of the line. */
  facts?: ReactNode
  /** Buttons, above the link of the row. */
  acts?: ReactNode
  /** Where it stands, where rows may be dragged to another place; buttons do the same from the keyboard. */
  place?: { index: number; onPlace: (from: number, to: number) => void }
}

const dragged = 'application/x-boucle-row'

/** One thing of a list: its name is the link, and the whole row answers to it. */
export function Row({ href, name, mark, detail, facts, acts, place }: RowProps) {
  const [isOver, setOver] = useState(false)
  return (
    <li
      className={classes.row}
      data-link={href ? true : undefined}
      data-over={isOver || undefined}
      {...(place && {
        draggable: true,
        onDragStart: event => {
          event.dataTransfer.setData(dragged, String(place.index))
          event.dataTransfer.effectAllowed = 'move'
        },
        onDragOver: event => {
          if (!event.dataTransfer.types.includes(dragged)) return
          event.preventDefault()
          setOver(true)
        },
        onDragLeave: () => setOver(false),
        onDrop: event => {
          setOver(false)
          const from = event.dataTransfer.getData(dragged)
          if (from === '') return
          event.preventDefault()
          if (Number(from) !== place.index) place.onPlace(Number(from), place.index)
        },
      })}
    >
      {mark}
      <div className={classes.words}>
        {href ? (
          <Link href={href} className={classes.name}>
            {name}
          </Link>
        ) : (
          <span className={classes.name}>{name}</span>
        )}
        {detail && <span className={classes.detail}>{detail}</span>}
      </div>
      {facts && <div className={classes.facts}>{facts}</div>}
      {acts && <div className={classes.acts}>{acts}</div>}
    </li>
  )
}
