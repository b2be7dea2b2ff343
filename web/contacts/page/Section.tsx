import { type ReactNode, useId } from 'react'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Section.module.css'

export interface SectionProps {
  title: string
  count?: number | undefined
  /** At the end of the heading line. */
  action?: ReactNode
  children: ReactNode
}

/** A part of a card with its heading. */
export function Section({ title, count, action, children }: SectionProps) {
  const id = useId()
  const format = useFormat()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h3 id={id}>
          {title}
          {count !== undefined && <span className={`${classes.count} figures`}> {format.number(count)}</span>}
        </h3>
        {action}
      </div>
      {children}
    </section>
  )
}
