import { useSyncExternalStore } from 'react'
import type { CommandId } from '../keyboard/catalogue.ts'
import { useKeyboard } from '../keyboard/keyboard-context.ts'
import classes from './Keys.module.css'
import { Keys } from './Keys.tsx'

export interface KeyHintProps {
  command: CommandId
}

/** Prints the key that a command answers to now; nothing when the person turned letters off. */
export function KeyHint({ command }: KeyHintProps) {
  const { keyboard } = useKeyboard()
  const key = useSyncExternalStore(keyboard.onChange, () => keyboard.keysOf(command)[0])
  // The accessible name of the button stays its words; a screen reader reads keys from the help.
  return key ? (
    <span aria-hidden="true" className={classes.hint}>
      <Keys text={key} isMac={keyboard.isMac} />
    </span>
  ) : null
}
