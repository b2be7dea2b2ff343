import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import classes from './SnoozePicker.module.css'
import { instantAt, wallClockAt } from './snooze-choices.ts'

export interface MomentFormProps {
  now: Date
  /** What the button says. */
  submit: string
  /** What else is chosen with it. */
  children?: ReactNode
  onPick: (at: Date) => void
  onClose: () => void
}

/** A day and an hour typed, by the clock on the wall of the workspace. */
export function MomentForm({ now, submit, children, onPick, onClose }: MomentFormProps) {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const [text, setText] = useState(() => localText(new Date(now.getTime() + 86_400_000), workspace.timeZone))
  const [error, setError] = useState<string>()
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        const at = readLocal(text, workspace.timeZone)
        if (!at || at.getTime() <= Date.now()) {
          setError(t('pick.past'))
          return
        }
        onClose()
        onPick(at)
      }}
    >
      <TextInput
        // It takes the place of the list that had the focus.
        ref={field => {
          if (field && !field.dataset.met) {
            field.dataset.met = 'true'
            field.focus()
          }
        }}
        type="datetime-local"
        label={t('pick.date')}
        value={text}
        error={error}
        onChange={event => setText(event.currentTarget.value)}
      />
      {children}
      <Button type="submit">{submit}</Button>
    </form>
  )
}

/** The field speaks of the clock on the wall of the workspace, at nine to begin with. */
function localText(at: Date, timeZone: string): string {
  const { year, month, day } = wallClockAt(at, timeZone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T09:00`
}

function readLocal(text: string, timeZone: string): Date | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute] = match.slice(1).map(Number)
  return instantAt({ year: year!, month: month!, day: day!, hour: hour!, minute: minute! }, timeZone)
}
