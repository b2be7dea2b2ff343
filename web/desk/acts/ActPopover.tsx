import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { useEscape } from '../../keyboard/useCommands.ts'
import classes from './ActPopover.module.css'

export interface ActPopoverProps {
  opened: boolean
  onClose: () => void
  /** The button it hangs from. */
  target: ReactNode
  width?: number
  label: string
  /** The target holds buttons of its own: none of them says what it opens. */
  isApart?: boolean
  children: ReactNode
}

/** A panel hanging from a button: it takes the focus when it opens and gives it back when it closes. */
export function ActPopover({
  opened,
  onClose,
  target,
  width = 320,
  label,
  isApart = false,
  children,
}: ActPopoverProps) {
  // Also when the focus has left it: what was opened last closes first.
  useEscape(onClose, opened)
  return (
    <Popover
      opened={opened}
      onChange={isOpen => {
        if (!isOpen) onClose()
      }}
      position="bottom-start"
      width={`min(${width}px, calc(100vw - 16px))` as unknown as number} // a CSS length is passed through
      trapFocus
      returnFocus
      withinPortal
      closeOnEscape={false}
      withRoles={!isApart}
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown
        className={classes.panel}
        role="dialog"
        aria-label={label}
        onKeyDown={event => {
          if (event.key !== 'Escape' || event.defaultPrevented) return
          // Nothing under the panel may close with it.
          event.preventDefault()
          event.stopPropagation()
          onClose()
        }}
      >
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
