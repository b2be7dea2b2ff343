import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { MomentForm } from '../acts/MomentForm.tsx'
import { Picker } from '../acts/Picker.tsx'
import classes from './Scheduled.module.css'
import { officeDays, sendTimes } from './send-times.ts'

export interface Departure {
  leavesAt: string
  evenAfterNews: boolean
}

export interface SendLaterProps {
  /** Whose hours count: those of the channel, or of the workspace. */
  calendarId: string | null | undefined
  /** Who may write meanwhile. */
  name: string
  evenAfterNews?: boolean
  onPick: (departure: Departure) => void
  onClose: () => void
}

/** When a reply leaves: as we open again, or at a day and an hour typed; and what holds it. */
export function SendLater({ calendarId, name, evenAfterNews = false, onPick, onClose }: SendLaterProps) {
  const { t } = useTranslation('desk')
  const { query } = useApi()
  const { workspace } = useSession()
  const format = useFormat()
  const [now] = useState(() => new Date())
  const [even, setEven] = useState(evenAfterNews)
  const [isDating, setDating] = useState(false)
  const id = calendarId ?? workspace.settings.calendarId ?? undefined
  const hours = useQuery(
    query.workspaces.calendarHours.queryOptions({
      input: { id: id ?? '', days: 14 },
      enabled: id !== undefined,
      staleTime: 60_000,
    }),
  )
  const days = hours.data?.days ?? officeDays(now, workspace.timeZone)
  const choices = sendTimes(now, days, workspace.timeZone)
  const pick = (at: Date) => onPick({ leavesAt: at.toISOString(), evenAfterNews: even })
  const condition = (
    <Checkbox
      size="sm"
      className={classes.even}
      label={t('later.even', { name })}
      checked={even}
      onChange={event => setEven(event.currentTarget.checked)}
    />
  )
  if (isDating)
    return (
      <MomentForm now={now} submit={t('later.submit')} onPick={pick} onClose={onClose}>
        {condition}
      </MomentForm>
    )
  return (
    <Picker
      label={t('later.label')}
      searchable={false}
      items={[
        ...choices.map(choice => ({
          id: choice.name,
          label: t(`later.${choice.name}`),
          hint: `${format.weekday(choice.at)} ${format.shortDay(choice.at, now)}, ${format.time(choice.at)}`,
        })),
        { id: 'date', label: t('pick.chooseDate') },
      ]}
      onClose={onClose}
      onPick={chosen => {
        if (chosen === 'date') {
          setDating(true)
          return
        }
        const choice = choices.find(one => one.name === chosen)
        onClose()
        if (choice) pick(choice.at)
      }}
      footer={condition}
    />
  )
}
