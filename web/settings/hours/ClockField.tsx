import { TextInput, type TextInputProps } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useFormat } from '../../ui/useFormat.ts'
import { isClock, parseClock, shiftClock } from './clock.ts'

export interface ClockFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** As calendars write it, "09:00"; anything else is what was typed and could not be read. */
  value?: string
  onChange?: (value: string) => void
}

/** A time of day typed the way one says it (9, 9h30, 930); arrows move it by a quarter of an hour. */
export function ClockField({ value = '', onChange, onBlur, ...props }: ClockFieldProps) {
  const format = useFormat()
  const [typed, setTyped] = useState<string>()
  const handleArrow = (event: KeyboardEvent) => {
    const step = { ArrowUp: 15, ArrowDown: -15 }[event.key]
    const clock = typed === undefined ? value : parseClock(typed)
    if (!step || !clock || !isClock(clock)) return
    event.preventDefault()
    setTyped(undefined)
    onChange?.(shiftClock(clock, step))
  }
  return (
    <TextInput
      {...props}
      value={typed ?? (isClock(value) ? format.ofClock(value) : value)}
      inputMode="text"
      autoComplete="off"
      onKeyDown={handleArrow}
      onChange={event => {
        const text = event.currentTarget.value
        setTyped(text)
        // At each letter, so that "Enter" in the field saves what it shows.
        onChange?.(parseClock(text) ?? text)
      }}
      onBlur={event => {
        setTyped(undefined)
        onBlur?.(event)
      }}
    />
  )
}
