import { Button, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addDays, readDay } from '../../reports/period.ts'
import classes from './DayChoice.module.css'

export interface DayChoiceProps {
  day: string
  /** The first and the last one of which something may be known. */
  oldest: string | undefined
  newest: string
  onChange: (day: string) => void
}

/** One day, the one before or the one after. */
export function DayChoice({ day, oldest, newest, onChange }: DayChoiceProps) {
  const { t } = useTranslation('team')
  return (
    <div className={classes.days}>
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />}
        disabled={oldest !== undefined && day <= oldest}
        onClick={() => onChange(addDays(day > newest ? addDays(newest, 1) : day, -1))}
      >
        {t('previous')}
      </Button>
      <DayField key={day} day={day} oldest={oldest} newest={newest} onChange={onChange} />
      <Button
        variant="default"
        rightSection={<IconChevronRight size={16} stroke={1.75} aria-hidden="true" />}
        disabled={day >= newest}
        onClick={() => onChange(addDays(day, 1))}
      >
        {t('next')}
      </Button>
    </div>
  )
}

/** A day as it is typed; it counts once it is whole. */
function DayField({ day, oldest, newest, onChange }: DayChoiceProps) {
  const { t } = useTranslation('team')
  const [typed, setTyped] = useState(day)
  const apply = () => {
    const chosen = readDay(typed)
    if (chosen && chosen !== day) onChange(chosen)
  }
  return (
    <TextInput
      type="date"
      label={t('day')}
      value={typed}
      {...(oldest && { min: oldest })}
      max={newest}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={event => {
        if (event.key === 'Enter') apply()
      }}
    />
  )
}
