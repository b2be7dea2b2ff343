import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useWorkspaceForm } from '../useWorkspaceForm.ts'

/** Whether cards whose number is proved on both become one by themselves. */
export function Merges() {
  const { t } = useTranslation('settings')
  const { form, bar, sending } = useWorkspaceForm('merges', ({ settings }) => ({
    mergesVerified: settings.mergesVerified,
  }))
  const labels = { mergesVerified: t('merges.label') }
  return (
    <SettingGroup anchor="merges" title={t('merges.title')} effect={t('merges.effect')}>
      <SettingsForm form={form} sending={sending} labels={labels} {...bar}>
        <Switch
          label={labels.mergesVerified}
          description={t('merges.hint')}
          {...form.getInputProps('mergesVerified', { type: 'checkbox' })}
        />
      </SettingsForm>
    </SettingGroup>
  )
}
