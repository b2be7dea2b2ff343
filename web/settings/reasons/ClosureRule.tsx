import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useWorkspaceForm } from '../useWorkspaceForm.ts'

/** Whether a conversation can be closed without a reason. */
export function ClosureRule() {
  const { t } = useTranslation('settings')
  const { form, bar, sending } = useWorkspaceForm('closure', ({ settings }) => ({
    reasonRequiredAtClosure: settings.reasonRequiredAtClosure,
  }))
  const labels = { reasonRequiredAtClosure: t('reasons.required') }
  return (
    <SettingGroup anchor="closure" title={t('reasons.closure')} effect={t('reasons.closureEffect')}>
      <SettingsForm form={form} sending={sending} labels={labels} {...bar}>
        <Switch
          label={labels.reasonRequiredAtClosure}
          description={t('reasons.requiredHint')}
          {...form.getInputProps('reasonRequiredAtClosure', { type: 'checkbox' })}
        />
      </SettingsForm>
    </SettingGroup>
  )
}
