import { Drawer } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useIsPhone } from '../ui/useIsPhone.ts'
import classes from './FormDrawer.module.css'

export interface FormDrawerProps {
  /** Nothing while closed; what is edited stays drawn while the drawer leaves. */
  title: string | undefined
  /** In one line, what it changes. */
  effect?: string | undefined
  onClose: () => void
  children: ReactNode
}

/** Edits one thing of a list beside it. Closing loses nothing: unsaved changes are found again on opening. */
export function FormDrawer({ title, effect, onClose, children }: FormDrawerProps) {
  const phone = useIsPhone()
  const opened = title !== undefined
  const shown = useLast(opened ? { title, effect, children } : undefined)
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={phone ? '100%' : 480}
      title={shown?.title}
      classNames={{ body: classes.body! }}
    >
      {shown?.effect && <p className={classes.effect}>{shown.effect}</p>}
      {shown?.children}
    </Drawer>
  )
}

/** The value, or the last one there was. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const last = useRef(value)
  useEffect(() => {
    if (value !== undefined) last.current = value
  })
  return value ?? last.current
}
