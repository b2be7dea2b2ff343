import { ActionIcon, Button, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DayField } from '../DayField.tsx'
import classes from './ExceptionsEditor.module.css'
import { Openings } from './Openings.tsx'
import type { CalendarValues } from './week.ts'

export interface ExceptionsEditorProps {
  form: UseFormReturnType<CalendarValues>
  /** Today, where the calendar is: days before it are folded. */
  today: string
}

/** Days unlike the others: closed for a works day, open late before a feast. */
export function ExceptionsEditor({ form, today }: ExceptionsEditorProps) {
  const { t } = useTranslation('settings')
  const entries = form.values.exceptions.map((exception, index) => ({ exception, index }))
  const past = entries.filter(({ exception }) => exception.date !== '' && exception.date < today)
  const coming = entries.filter(entry => !past.includes(entry))
  return (
    <div className={classes.editor}>
      {coming.length > 0 && (
        <ul className={classes.list}>
          {coming.map(({ index }) => (
            <ExceptionLine key={`exception-${String(index)}`} form={form} index={index} />
          ))}
        </ul>
      )}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => form.insertListItem('exceptions', { date: '', label: '', hours: [] })}
      >
        {t('hours.addException')}
      </Button>
      {past.length > 0 && (
        <details className={classes.past}>
          <summary>{t('hours.pastExceptions', { count: past.length })}</summary>
          <ul className={classes.list}>
            {past.map(({ index }) => (
              <ExceptionLine key={`exception-${String(index)}`} form={form} index={index} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function ExceptionLine({ form, index }: { form: ExceptionsEditorProps['form']; index: number }) {
  const { t } = useTranslation('settings')
  const path = `exceptions.${index}`
  const exception = form.values.exceptions[index]!
  return (
    <li className={classes.exception}>
      <div className={classes.what}>
        <DayField label={t('hours.date')} clearable={false} {...form.getInputProps(`${path}.date`)} />
        <TextInput label={t('hours.label')} maxLength={120} {...form.getInputProps(`${path}.label`)} />
        <ActionIcon
          className={classes.remove}
          aria-label={t('hours.removeException', { name: exception.label || exception.date })}
          onClick={() => form.removeListItem('exceptions', index)}
        >
          <IconTrash size={16} stroke={1.75} aria-hidden="true" />
        </ActionIcon>
      </div>
      <Openings
        form={form}
        path={`${path}.hours`}
        openings={exception.hours}
        day={exception.label || t('hours.thisDay')}
      />
    </li>
  )
}
