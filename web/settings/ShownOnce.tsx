import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Copyable } from './Copyable.tsx'
import classes from './ShownOnce.module.css'

export interface ShownOnceProps {
  title: string
  /** Why to copy it now. */
  text: string
  secret: string
  /** Names of its buttons. */
  copy: string
  seen: string
  onSeen: () => void
  /** How it is used. */
  children?: ReactNode
}

/** A secret, the only time it is shown; it takes the focus so that nobody misses it. */
export function ShownOnce({ title, text, secret, copy, seen, onSeen, children }: ShownOnceProps) {
  const box = useRef<HTMLElement>(null)
  const id = useId()
  useEffect(() => {
    // After the drawer that made it has given the focus back.
    const timer = setTimeout(() => box.current?.focus(), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <section ref={box} tabIndex={-1} className={classes.secret} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      <Copyable text={secret} label={copy} />
      {children}
      <Button variant="default" onClick={onSeen}>
        {seen}
      </Button>
    </section>
  )
}
