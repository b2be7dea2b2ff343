import { Button } from '@mantine/core'
import type { ComponentType, ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './StateMessage.module.css'

export interface EmptyStateProps {
  /** One sentence: "Nobody is waiting." */
  text: string
  hint?: ReactNode
  icon?: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: 'true' }>
  /** The one useful next act. */
  action?: { label: string; onClick: () => void } | { label: string; href: string }
}

/** Says that there is nothing, and offers the one act that makes sense then. */
export function EmptyState({ text, hint, icon: Icon, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      {Icon && <Icon size={24} stroke={1.75} aria-hidden="true" />}
      <p className={classes.text}>{text}</p>
      {hint && <p className={classes.hint}>{hint}</p>}
      {action &&
        ('href' in action ? (
          <Button variant="default" renderRoot={props => <Link {...props} href={action.href} />}>
            {action.label}
          </Button>
        ) : (
          <Button variant="default" onClick={action.onClick}>
            {action.label}
          </Button>
        ))}
    </div>
  )
}
