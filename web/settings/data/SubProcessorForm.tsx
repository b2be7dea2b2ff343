import { Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SubProcessor } from '../../../contract/sub-processors.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { DayField } from '../DayField.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

export interface SubProcessorFormProps {
  /** Absent for a new one. */
  subProcessor: SubProcessor | undefined
  /** The first day that needs no reason. */
  noticeEndsOn: string
  onDone: () => void
}

/** What the public page says of a sub-processor. */
export function SubProcessorForm({ subProcessor, noticeEndsOn, onDone }: SubProcessorFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const isEarly = (startsOn: string) => startsOn !== '' && startsOn < noticeEndsOn
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `sub-processor:${subProcessor?.id ?? 'new'}`,
    saved: toValues(subProcessor),
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      earlyReasonFr: (value, { startsOn, earlyReasonEn }) =>
        !subProcessor?.kind && isEarly(startsOn) && value.trim() === '' && earlyReasonEn.trim() === ''
          ? t('subProcessors.earlyReasonNeeded')
          : null,
    },
  })
  const sending = useFormSubmit(form, async ({ startsOn, ...values }) => {
    if (subProcessor) {
      const { startsOn: day, ...rest } = changes()
      const saved = await call.portal.updateSubProcessor({
        id: subProcessor.id,
        ...rest,
        ...(day && { startsOn: day }),
      })
      settle(toValues(saved))
      announce(t('common:state.saved'))
    } else {
      await call.portal.createSubProcessor({ ...values, ...(startsOn && { startsOn }) })
      settle(toValues(undefined))
      announce(t('createdName', { name: values.name }))
    }
    onDone()
  })
  const labels = {
    name: t('subProcessors.name'),
    country: t('subProcessors.country'),
    purposeFr: t('subProcessors.purposeFr'),
    purposeEn: t('subProcessors.purposeEn'),
    startsOn: t('subProcessors.startsOn'),
    earlyReasonFr: t('subProcessors.earlyReasonFr'),
    earlyReasonEn: t('subProcessors.earlyReasonEn'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={changed.length}
      onUndo={undo}
      create={subProcessor ? undefined : { label: t('subProcessors.add'), onCancel: onDone }}
    >
      <TextInput label={labels.name} data-autofocus maxLength={200} {...form.getInputProps('name')} />
      <TextInput
        label={labels.country}
        description={t('subProcessors.countryHint')}
        maxLength={120}
        {...form.getInputProps('country')}
      />
      <Textarea label={labels.purposeFr} autosize maxLength={500} {...form.getInputProps('purposeFr')} />
      <Textarea label={labels.purposeEn} autosize maxLength={500} {...form.getInputProps('purposeEn')} />
      <DayField
        label={labels.startsOn}
        description={t('subProcessors.startsOnHint')}
        {...form.getInputProps('startsOn')}
      />
      {isEarly(form.values.startsOn) && (
        <>
          <Textarea
            label={labels.earlyReasonFr}
            description={t('subProcessors.earlyReasonHint')}
            autosize
            maxLength={500}
            {...form.getInputProps('earlyReasonFr')}
          />
          <Textarea
            label={labels.earlyReasonEn}
            autosize
            maxLength={500}
            {...form.getInputProps('earlyReasonEn')}
          />
        </>
      )}
    </SettingsForm>
  )
}

function toValues(one: SubProcessor | undefined) {
  return {
    name: one?.name ?? '',
    country: one?.country ?? '',
    purposeFr: one?.purposeFr ?? '',
    purposeEn: one?.purposeEn ?? '',
    startsOn: one?.startsOn ?? '',
    earlyReasonFr: one?.earlyReasonFr ?? '',
    earlyReasonEn: one?.earlyReasonEn ?? '',
  }
}
