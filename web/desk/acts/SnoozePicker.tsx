import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Picker } from './Picker.tsx'
import classes from './SnoozePicker.module.css'
import { instantAt, snoozeChoices, wallClockAt } from './snooze-choices.ts'

export interface SnoozePickerProps {
  /** Null: until the customer writes. */
  onPick: (until: Date | null) => void
  onClose: () => void
}

/** When the conversation comes back: the usual moments, or a date. */
export function SnoozePicker({ onPick, onClose }: SnoozePickerProps) {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const format = useFormat()
  const [now] = useState(() => new Date())
  const choices = snoozeChoices(now, workspace.timeZone)
  const [isDating, setDating] = useState(false)
  if (isDating) return <SnoozeDate now={now} onPick={onPick} onClose={onClose} />
  return (
    <Picker
      label={t('pick.snooze')}
      searchable={false}
      items={[
        ...choices.map(({ name, until }) => ({
          id: name,
          label: t(`pick.${name}`),
          hint: `${format.weekday(until)} ${format.shortDay(until, now)}, ${format.time(until)}`,
        })),
        { id: 'message', label: t('pick.nextMessage'), hint: t('pick.nextMessageHint') },
        { id: 'date', label: t('pick.chooseDate') },
      ]}
      onClose={onClose}
      onPick={id => {
        if (id === 'date') {
          setDating(true)
          return
        }
        onClose()
        if (id === 'message') {
          onPick(null)
          return
        }
        const choice = choices.find(one => one.name === id)
        if (choice) onPick(choice.until)
      }}
      footer={<p className={classes.hint}>{t('pick.onReply')}</p>}
    />
  )
}

function SnoozeDate({ now, onPick, onClose }: SnoozePickerProps & { now: Date }) {
  const { t } = useTranslation('desk')
  const { workspace } = useSession()
  const [text, setText] = useState(() => localText(new Date(now.getTime() + 86_400_000), workspace.timeZone))
  const [error, setError] = useState<string>()
  return (
    <form
      className={classes.form}
      onSubmit={event => {
        event.preventDefault()
        const until = readLocal(text, workspace.timeZone)
        if (!until || until.getTime() <= Date.now()) {
          setError(t('pick.past'))
          return
        }
        onClose()
        onPick(until)
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
      <Button type="submit">{t('pick.until')}</Button>
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
