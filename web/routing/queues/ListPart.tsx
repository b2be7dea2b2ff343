import { ActionIcon } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './queues.module.css'

export interface ListPartProps {
  /** What it is, for whoever hears it: "Skill 2". */
  label: string
  remove: string
  onRemove: () => void
  children: ReactNode
}

/** One line of a list within a form, with the button that takes it away. */
export function ListPart({ label, remove, onRemove, children }: ListPartProps) {
  return (
    <fieldset className={classes.part} aria-label={label}>
      <div className={classes.partFields}>{children}</div>
      <ActionIcon aria-label={remove} onClick={onRemove}>
        <IconTrash size={16} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </fieldset>
  )
}
