import type { ReactNode } from 'react'
import classes from './Tag.module.css'

export interface TagProps {
  children: ReactNode
  /** Neutral unless it asks for an act. */
  tone?: 'neutral' | 'info' | 'done' | 'soon' | 'late' | 'note'
}

/** A short label in 12 px, neutral by default: a rainbow of tags would hide what presses. */
export function Tag({ children, tone = 'neutral' }: TagProps) {
  return <span className={`${classes.tag} ${classes[tone]} truncate`}>{children}</span>
}
