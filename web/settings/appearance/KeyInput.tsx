import { TextInput, type TextInputProps } from '@mantine/core'
import classes from './KeysForm.module.css'

export interface KeyInputProps extends TextInputProps {
  /** The first assignment, shown while nothing else is chosen. */
  usual: string
}

/** One key of the keyboard: a letter, or two typed one after the other. */
export function KeyInput({ usual, ...props }: KeyInputProps) {
  return (
    <TextInput
      classNames={{ root: classes.key!, input: classes.letters!, label: classes.name! }}
      placeholder={usual.replaceAll(' ', '')}
      maxLength={3}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      {...props}
    />
  )
}
