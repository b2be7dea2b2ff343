import { ActionIcon, Button } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ClockField } from './ClockField.tsx'
import classes from './Openings.module.css'
import { type CalendarValues, nextOpening, type Opening } from './week.ts'

export interface OpeningsProps {
  form: UseFormReturnType<CalendarValues>
  /** Where they are in the form: `weeklyHours.mon`. */
  path: string
  openings: readonly Opening[]
  /** The day they belong to, for who hears the fields alone. */
  day: string
}

/** The openings of one day, each from a time to another; none means closed. */
export function Openings({ form, path, openings, day }: OpeningsProps) {
  const { t } = useTranslation('settings')
  return (
    <div className={classes.openings}>
      {openings.length === 0 && <span className={classes.closed}>{t('hours.closed')}</span>}
      {openings.map((_, index) => (
        // Openings have no identity but their place.
        <div key={`${path}.${String(index)}`} className={classes.opening}>
          <ClockField
            className={classes.clock!}
            aria-label={t('hours.opensOn', { day })}
            {...form.getInputProps(`${path}.${index}.0`)}
          />
          <span aria-hidden="true">{t('hours.to')}</span>
          <ClockField
            className={classes.clock!}
            aria-label={t('hours.closesOn', { day })}
            {...form.getInputProps(`${path}.${index}.1`)}
          />
          <ActionIcon
            aria-label={t('hours.removeOpening', { day })}
            onClick={() => form.removeListItem(path, index)}
          >
            <IconX size={16} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="xs"
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        aria-label={t('hours.addOpeningOn', { day })}
        onClick={() => form.insertListItem(path, nextOpening(openings))}
      >
        {t('hours.addOpening')}
      </Button>
    </div>
  )
}
