import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SlaPolicy } from '../../../contract/promises.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useCalendars } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { PromiseActsFields } from './PromiseActsFields.tsx'
import { PromiseTrialLine } from './PromiseTrialLine.tsx'
import { firstOf, priorities, toPolicy, toValues, units } from './promise-values.ts'
import { usePromises } from './usePromises.ts'
import { usePromiseWords } from './usePromiseWords.ts'

export interface PromiseFormProps {
  /** Absent for a new one. */
  policy: SlaPolicy | undefined
  onDone: () => void
}

/** A time promise: whom it is made to, in how much time, counted how, and how it would have been kept. */
export function PromiseForm({ policy, onDone }: PromiseFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const calendars = useCalendars()
  const words = usePromiseWords()
  const { refresh } = usePromises()
  const { form, changed, undo, settle } = useKeptForm({
    id: `promise:${policy?.id ?? 'new'}`,
    saved: toValues(policy),
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      amount: (_, values) => (firstOf(values) ? null : t('timePromises.amountRule')),
      nextAmount: (value, values) =>
        value === '' || firstOf({ ...values, amount: value }) ? null : t('timePromises.amountRule'),
      resolutionAmount: (value, values) =>
        value === '' || firstOf({ ...values, amount: value }) ? null : t('timePromises.amountRule'),
      warnPercent: value =>
        Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 99
          ? null
          : t('timePromises.percentRule'),
      attributeValues: (value, { attributeKey }) =>
        attributeKey && value.length === 0 ? t('common:form.required') : null,
    },
  })
  const sending = useFormSubmit(form, async values => {
    if (policy) {
      settle(toValues(await call.promises.updateSlaPolicy({ id: policy.id, ...toPolicy(values, policy) })))
      announce(t('common:state.saved'))
    } else {
      await call.promises.createSlaPolicy(toPolicy(values, undefined))
      settle(toValues(undefined))
      announce(t('createdName', { name: values.name }))
    }
    await refresh()
    onDone()
  })
  const { attributeKey, unit, nextAmount, resolutionAmount } = form.values
  const field = words.fields.find(({ key }) => key === attributeKey)
  const labels = {
    name: t('timePromises.name'),
    enabled: t('timePromises.enabled'),
    vip: t('timePromises.vip'),
    segments: t('timePromises.segments'),
    touches: t('timePromises.touches'),
    complaint: t('timePromises.complaint'),
    moment: t('timePromises.moment'),
    attributeKey: t('timePromises.attribute'),
    attributeValues: t('timePromises.values'),
    channels: t('timePromises.channels'),
    reasons: t('timePromises.reasons'),
    teams: t('timePromises.teams'),
    languages: t('timePromises.languages'),
    priorities: t('timePromises.priorities'),
    amount: t('timePromises.first'),
    unit: t('timePromises.unit'),
    nextAmount: t('timePromises.next'),
    nextUnit: t('timePromises.nextUnit'),
    resolutionAmount: t('timePromises.resolution'),
    resolutionUnit: t('timePromises.resolutionUnit'),
    calendarId: t('timePromises.calendar'),
    pausesOnHold: t('timePromises.pausesOnHold'),
    warnPercent: t('timePromises.warnPercent'),
    soonNotify: t('timePromises.notify'),
    soonByMail: t('timePromises.byMail'),
    soonPriority: t('timePromises.raise'),
    soonTeamId: t('timePromises.give'),
    lateNotify: t('timePromises.notify'),
    lateByMail: t('timePromises.byMail'),
    latePriority: t('timePromises.raise'),
    lateTeamId: t('timePromises.give'),
  }
  const unitChoices = units.map(value => ({ value, label: t(`timePromises.unitOf.${value}`) }))
  const anybody = t('timePromises.any')
  const placeholder = (chosen: readonly unknown[]) => (chosen.length === 0 ? anybody : '')
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={policy ? undefined : { label: t('timePromises.add'), onCancel: onDone }}
    >
      <TextInput label={labels.name} data-autofocus={!policy || undefined} {...form.getInputProps('name')} />
      {policy && (
        <Switch
          label={labels.enabled}
          description={t('timePromises.enabledHint')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
      )}
      <fieldset className={fields.set}>
        <legend>{t('timePromises.when')}</legend>
        <div className={fields.pair}>
          <NumberInput
            label={labels.amount}
            min={1}
            max={240}
            allowDecimal={false}
            {...form.getInputProps('amount')}
          />
          <Select
            label={labels.unit}
            allowDeselect={false}
            data={unitChoices}
            {...form.getInputProps('unit')}
          />
          <NumberInput
            label={labels.nextAmount}
            placeholder={t('timePromises.same')}
            min={1}
            max={240}
            allowDecimal={false}
            {...form.getInputProps('nextAmount')}
          />
          {nextAmount !== '' && (
            <Select
              label={labels.nextUnit}
              allowDeselect={false}
              data={unitChoices}
              {...form.getInputProps('nextUnit')}
            />
          )}
          <NumberInput
            label={labels.resolutionAmount}
            placeholder={t('timePromises.noResolution')}
            min={1}
            max={240}
            allowDecimal={false}
            {...form.getInputProps('resolutionAmount')}
          />
          {resolutionAmount !== '' && (
            <Select
              label={labels.resolutionUnit}
              allowDeselect={false}
              data={unitChoices}
              {...form.getInputProps('resolutionUnit')}
            />
          )}
        </div>
        <p className={fields.hint}>{t(`timePromises.unitHint.${unit}`)}</p>
        <Choose
          label={labels.calendarId}
          items={calendars.data}
          placeholder={t('workspaceHours')}
          {...form.getInputProps('calendarId')}
        />
      </fieldset>
      <fieldset className={fields.set}>
        <legend>{t('timePromises.clock')}</legend>
        <Switch
          label={labels.pausesOnHold}
          description={t('timePromises.pauseHint')}
          {...form.getInputProps('pausesOnHold', { type: 'checkbox' })}
        />
        <NumberInput
          label={labels.warnPercent}
          suffix={t('timePromises.percent')}
          min={1}
          max={99}
          allowDecimal={false}
          {...form.getInputProps('warnPercent')}
        />
      </fieldset>
      <PromiseActsFields form={form} when="soon" />
      <PromiseActsFields form={form} when="late" />
      <fieldset className={fields.set}>
        <legend>{t('timePromises.whom')}</legend>
        <Switch
          label={labels.moment}
          description={t('timePromises.momentHint')}
          {...form.getInputProps('moment', { type: 'checkbox' })}
        />
        <Switch label={labels.complaint} {...form.getInputProps('complaint', { type: 'checkbox' })} />
        <Switch label={labels.vip} {...form.getInputProps('vip', { type: 'checkbox' })} />
        <MultiSelect
          label={labels.segments}
          description={t('timePromises.segmentsHint')}
          searchable
          data={words.choices.segments}
          placeholder={placeholder(form.values.segments)}
          {...form.getInputProps('segments')}
        />
        <MultiSelect
          label={labels.touches}
          data={(['high', 'low'] as const).map(value => ({
            value,
            label: t(`timePromises.touchOf.${value}`),
          }))}
          placeholder={placeholder(form.values.touches)}
          {...form.getInputProps('touches')}
        />
        <Select
          label={labels.attributeKey}
          clearable
          placeholder={anybody}
          data={words.fields.map(({ key }) => ({ value: key, label: words.fieldName(key) }))}
          {...form.getInputProps('attributeKey')}
        />
        {attributeKey && (
          <TagsInput
            label={labels.attributeValues}
            data={field?.choices ?? []}
            {...form.getInputProps('attributeValues')}
          />
        )}
        <MultiSelect
          label={labels.channels}
          data={words.choices.channels}
          placeholder={placeholder(form.values.channels)}
          {...form.getInputProps('channels')}
        />
        <MultiSelect
          label={labels.reasons}
          searchable
          data={words.choices.reasons}
          placeholder={placeholder(form.values.reasons)}
          {...form.getInputProps('reasons')}
        />
        <MultiSelect
          label={labels.teams}
          data={words.choices.teams}
          placeholder={placeholder(form.values.teams)}
          {...form.getInputProps('teams')}
        />
        <MultiSelect
          label={labels.languages}
          data={(['fr', 'en'] as const).map(value => ({ value, label: t(`common:language.${value}`) }))}
          placeholder={placeholder(form.values.languages)}
          {...form.getInputProps('languages')}
        />
        <MultiSelect
          label={labels.priorities}
          data={priorities.map(value => ({ value, label: t(`timePromises.priorityOf.${value}`) }))}
          placeholder={placeholder(form.values.priorities)}
          {...form.getInputProps('priorities')}
        />
      </fieldset>
      <PromiseTrialLine values={form.values} policy={policy} />
    </SettingsForm>
  )
}
