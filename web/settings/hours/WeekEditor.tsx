import { Button } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { same } from '../changes.ts'
import { Openings } from './Openings.tsx'
import classes from './WeekEditor.module.css'
import { type CalendarValues, weekDays } from './week.ts'

export interface WeekEditorProps {
  form: UseFormReturnType<CalendarValues>
}

/** The usual week, day by day; each day can be made like the one before it. */
export function WeekEditor({ form }: WeekEditorProps) {
  const { t } = useTranslation('settings')
  const week = form.values.weeklyHours
  return (
    <div className={classes.week}>
      {weekDays.map((day, index) => {
        const before = weekDays[index - 1]
        return (
          <fieldset key={day} className={classes.day}>
            <legend>{t(`day.${day}`)}</legend>
            <Openings form={form} path={`weeklyHours.${day}`} openings={week[day]} day={t(`day.${day}`)} />
            {before && !same(week[before], week[day]) && (
              <Button
                variant="subtle"
                size="xs"
                leftSection={<IconCopy size={16} stroke={1.75} aria-hidden="true" />}
                aria-label={t('hours.likeDayFor', { before: t(`day.${before}`), day: t(`day.${day}`) })}
                onClick={() =>
                  form.setFieldValue(
                    `weeklyHours.${day}`,
                    week[before].map(([opens, closes]) => [opens, closes]),
                  )
                }
              >
                {t('hours.likeDay', { before: t(`day.${before}`) })}
              </Button>
            )}
          </fieldset>
        )
      })}
    </div>
  )
}
