import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Phone } from '../../../contract/portal.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import { useCalendars } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { useRefreshPortal } from './queries.ts'

/** Purposes of numbers; the contract's own list would bring Zod into the page. */
const purposes = ['support', 'complaint', 'sales', 'other'] as const satisfies readonly Phone['purpose'][]

export interface PhoneFormProps {
  /** Absent for a new one. */
  phone: Phone | undefined
  onDone: () => void
}

/** A number: what it serves for, when somebody answers, and how customers read it. */
export function PhoneForm({ phone, onDone }: PhoneFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshPortal()
  const calendars = useCalendars()
  const filled = (value: string) => (value.trim() === '' ? t('common:form.required') : null)
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `phone:${phone?.id ?? 'new'}`,
    saved: toValues(phone),
    validate: { number: filled, labelFr: filled, labelEn: filled },
  })
  const sending = useFormSubmit(form, async values => {
    if (phone) {
      settle(toValues(await call.portal.updatePhone({ id: phone.id, ...changes() })))
      announce(t('common:state.saved'))
    } else {
      await call.portal.createPhone(values)
      settle(toValues(undefined))
      announce(t('createdName', { name: values.number }))
    }
    await refresh()
    onDone()
  })
  const labels = {
    number: t('phones.number'),
    purpose: t('phones.purpose'),
    labelFr: t('phones.labelFr'),
    labelEn: t('phones.labelEn'),
    calendarId: t('phones.calendar'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={phone ? undefined : { label: t('phones.add'), onCancel: onDone }}
    >
      <TextInput
        type="tel"
        label={labels.number}
        description={t('phones.numberHint')}
        data-autofocus={!phone || undefined}
        autoComplete="off"
        {...form.getInputProps('number')}
      />
      <Select
        label={labels.purpose}
        description={t('phones.purposeHint')}
        allowDeselect={false}
        data={purposes.map(value => ({ value, label: t(`phones.purposeOf.${value}`) }))}
        {...form.getInputProps('purpose')}
      />
      <TextInput label={labels.labelFr} {...form.getInputProps('labelFr')} />
      <TextInput label={labels.labelEn} {...form.getInputProps('labelEn')} />
      <Choose
        label={labels.calendarId}
        items={calendars.data}
        placeholder={t('workspaceHours')}
        {...form.getInputProps('calendarId')}
      />
    </SettingsForm>
  )
}

function toValues(phone: Phone | undefined) {
  return {
    number: phone?.shown ?? '',
    purpose: phone?.purpose ?? ('support' as Phone['purpose']),
    labelFr: phone?.labelFr ?? '',
    labelEn: phone?.labelEn ?? '',
    calendarId: phone?.calendarId ?? null,
  }
}
