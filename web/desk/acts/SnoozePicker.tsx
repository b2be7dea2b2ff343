import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { MomentForm } from './MomentForm.tsx'
import { Picker } from './Picker.tsx'
import classes from './SnoozePicker.module.css'
import { snoozeChoices } from './snooze-choices.ts'

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
  if (isDating) return <MomentForm now={now} submit={t('pick.until')} onPick={onPick} onClose={onClose} />
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
