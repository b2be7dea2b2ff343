import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import { instantAt, wallClockAt } from '../../desk/acts/snooze-choices.ts'
import { DueMark } from '../../ui/DueMark.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './RecoveryDrawer.module.css'
import { fieldToWallClock, wallClockToField } from './wall-clock-field.ts'

export interface DeadlineProps {
  recovery: Recovery
  now: Date
  onChange: (dueAt: string) => void
}

/** Until when, in words; a button opens the field that moves it, in the hours of the workspace. */
export function Deadline({ recovery, now, onChange }: DeadlineProps) {
  const { t } = useTranslation(['loops', 'common'])
  const format = useFormat()
  const [text, setText] = useState<string>()
  if (text === undefined)
    return (
      <span className={classes.when}>
        <time dateTime={recovery.dueAt}>{format.dateTime(recovery.dueAt)}</time>
        <DueMark dueAt={recovery.dueAt} now={now} showFine />
        <Button
          variant="subtle"
          size="xs"
          aria-label={t('detail.changeDeadline')}
          onClick={() => setText(wallClockToField(wallClockAt(new Date(recovery.dueAt), format.timeZone)))}
        >
          {t('common:act.edit')}
        </Button>
      </span>
    )
  const clock = fieldToWallClock(text)
  return (
    <form
      className={classes.when}
      onSubmit={event => {
        event.preventDefault()
        if (!clock) return
        onChange(instantAt(clock, format.timeZone).toISOString())
        setText(undefined)
      }}
    >
      <TextInput
        type="datetime-local"
        aria-label={t('detail.deadline')}
        value={text}
        autoFocus
        error={clock ? undefined : t('detail.badDeadline')}
        onChange={event => setText(event.currentTarget.value)}
      />
      <Button type="submit">{t('common:act.save')}</Button>
      <Button variant="default" onClick={() => setText(undefined)}>
        {t('common:act.cancel')}
      </Button>
    </form>
  )
}
