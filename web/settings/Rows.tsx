import type { ReactNode } from 'react'
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
}

/** One thing of a list: its name is the link, and the whole row answers to it. */
export function Row({ href, name, mark, detail, facts, acts }: RowProps) {
  return (
    <li className={classes.row} data-link={href ? true : undefined}>
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
