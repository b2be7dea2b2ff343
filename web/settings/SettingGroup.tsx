import { type ReactNode, useEffect, useRef } from 'react'
import classes from './SettingGroup.module.css'

export interface SettingGroupProps {
  /** Where a link to one setting leads: `/settings/me#password`. */
  anchor: string
  title: string
  /** In one line, what it changes. */
  effect?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** Settings that belong together, under a heading of their own; a link that names it leads there. */
export function SettingGroup({ anchor, title, effect, actions, children }: SettingGroupProps) {
  const group = useRef<HTMLElement>(null)
  useEffect(() => {
    const goWhenNamed = () => {
      if (location.hash !== `#${anchor}`) return
      group.current?.scrollIntoView({ block: 'start' })
      group.current?.focus({ preventScroll: true })
    }
    goWhenNamed()
    // Once per arrival: a link to another group of the same page changes the hash alone.
    for (const event of moves) window.addEventListener(event, goWhenNamed)
    return () => {
      for (const event of moves) window.removeEventListener(event, goWhenNamed)
    }
  }, [anchor])
  return (
    <section
      ref={group}
      id={anchor}
      tabIndex={-1}
      aria-labelledby={`${anchor}-title`}
      className={classes.group}
    >
      <div className={classes.heading}>
        <div>
          <h2 id={`${anchor}-title`}>{title}</h2>
          {effect && <p className={classes.effect}>{effect}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

// wouter dispatches the last two on window when it changes the address.
const moves = ['hashchange', 'pushState', 'replaceState'] as const
