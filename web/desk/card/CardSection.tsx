import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { useSession } from '../../session.tsx'
import classes from './CustomerCard.module.css'

export interface CardSectionProps {
  /** Under which the fold is remembered, with the person's preferences. */
  name: string
  title: string
  count?: number | undefined
  children: ReactNode
}

/** A part of the card that folds, and stays as each person left it on any machine. */
export function CardSection({ name, title, count, children }: CardSectionProps) {
  const { me, update } = useSession()
  const id = useId()
  const key = `desk.card.${name}`
  const folded = me.preferences.foldedPanels
  const isFolded = folded.includes(key)
  const Drawing = isFolded ? IconChevronRight : IconChevronDown
  return (
    <section className={classes.section}>
      <h3 className={classes.heading}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={!isFolded}
          aria-controls={id}
          onClick={() =>
            update({
              preferences: {
                foldedPanels: isFolded ? folded.filter(one => one !== key) : [...folded, key],
              },
            })
          }
        >
          <Drawing size={16} stroke={1.75} aria-hidden="true" />
          {title}
          {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
        </button>
      </h3>
      <div id={id} hidden={isFolded}>
        {!isFolded && children}
      </div>
    </section>
  )
}
