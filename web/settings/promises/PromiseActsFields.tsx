import { MultiSelect, Select, Switch } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useTeams } from '../queries.ts'
import { type PromiseValues, told } from './promise-values.ts'

export interface PromiseActsFieldsProps {
  form: UseFormReturnType<PromiseValues>
  when: 'soon' | 'late'
}

/** What happens by itself when a promise is about to be broken, or is. */
export function PromiseActsFields({ form, when }: PromiseActsFieldsProps) {
  const { t } = useTranslation('settings')
  const teams = useTeams()
  return (
    <fieldset className={fields.set}>
      <legend>{t(`timePromises.acts.${when}`)}</legend>
      <MultiSelect
        label={t('timePromises.notify')}
        data={told.map(value => ({ value, label: t(`timePromises.told.${value}`) }))}
        placeholder={form.values[`${when}Notify`].length === 0 ? t('timePromises.nobody') : ''}
        {...form.getInputProps(`${when}Notify`)}
      />
      <Switch
        label={t('timePromises.byMail')}
        {...form.getInputProps(`${when}ByMail`, { type: 'checkbox' })}
      />
      <Select
        label={t('timePromises.raise')}
        clearable
        placeholder={t('timePromises.unchanged')}
        data={(['high', 'urgent'] as const).map(value => ({
          value,
          label: t(`timePromises.priorityOf.${value}`),
        }))}
        {...form.getInputProps(`${when}Priority`)}
      />
      <Choose
        label={t('timePromises.give')}
        items={teams.data}
        placeholder={t('timePromises.unchanged')}
        {...form.getInputProps(`${when}TeamId`)}
      />
    </fieldset>
  )
}
