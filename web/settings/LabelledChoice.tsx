import { type ReactNode, useId } from 'react'
import classes from './LabelledChoice.module.css'

export interface LabelledChoiceProps {
  name: string
  hint: string
  /** The control, which names itself by the id of the name. */
  children: (labelledBy: string) => ReactNode
}

/** A choice kept at once, with its name and what it does beside it. */
export function LabelledChoice({ name, hint, children }: LabelledChoiceProps) {
  const id = useId()
  return (
    <div className={classes.choice}>
      <div>
        <p id={id} className={classes.name}>
          {name}
        </p>
        <p className={classes.hint}>{hint}</p>
      </div>
      {children(id)}
    </div>
  )
}
