import { Select, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingsForm } from '../SettingsForm.tsx'

export interface BlockFormProps {
  onDone: () => void
  onCancel: () => void
}

/** Blocks an address or a whole domain, whether it ever wrote or not. */
export function BlockForm({ onDone, onCancel }: BlockFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const form = useForm({
    initialValues: { kind: 'email' as 'email' | 'domain', value: '', reason: '' },
    validate: { value: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async values => {
    const { shown } = await call.contacts.blockSender(values)
    announce(t('blocked.done', { sender: shown }))
    form.reset()
    onDone()
  })
  const isDomain = form.values.kind === 'domain'
  const labels = {
    kind: t('blocked.kind'),
    value: t(isDomain ? 'blocked.domain' : 'blocked.address'),
    reason: t('blocked.reason'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={0}
      onUndo={form.reset}
      create={{ label: t('blocked.block'), onCancel }}
    >
      <Select
        allowDeselect={false}
        label={labels.kind}
        data={(['email', 'domain'] as const).map(value => ({ value, label: t(`blocked.kindOf.${value}`) }))}
        {...form.getInputProps('kind')}
      />
      <TextInput
        label={labels.value}
        description={t(isDomain ? 'blocked.domainHint' : 'blocked.addressHint')}
        data-autofocus
        autoComplete="off"
        maxLength={320}
        {...form.getInputProps('value')}
      />
      <Textarea
        label={labels.reason}
        description={t('blocked.reasonHint')}
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps('reason')}
      />
    </SettingsForm>
  )
}
