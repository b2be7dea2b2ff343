import { type ReactNode, useId } from 'react'
import classes from './Panel.module.css'

export interface PanelProps {
  title: string
  /** Where links of the page lead. */
  anchor?: string
  tools?: ReactNode
  children: ReactNode
}

/** A part of the page with its heading. */
export function Panel({ title, anchor, tools, children }: PanelProps) {
  const id = useId()
  return (
    <section id={anchor} tabIndex={anchor ? -1 : undefined} className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {tools && <div className={classes.tools}>{tools}</div>}
      </div>
      {children}
    </section>
  )
}
