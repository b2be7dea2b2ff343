import { type ReactNode, useId } from 'react'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Section.module.css'

export interface SectionProps {
  title: string
  count?: number | undefined
  /** Under the title of a screen; on a card, under the name of the person. */
  level?: 2 | 3
  /** At the end of the heading line. */
  action?: ReactNode
  children: ReactNode
}

/** A part of a card with its heading. */
export function Section({ title, count, level = 3, action, children }: SectionProps) {
  const id = useId()
  const format = useFormat()
  const Heading = `h${level}` as const
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <Heading id={id} className={classes.title}>
          {title}
          {count !== undefined && <span className={`${classes.count} figures`}> {format.number(count)}</span>}
        </Heading>
        {action}
      </div>
      {children}
    </section>
  )
}
