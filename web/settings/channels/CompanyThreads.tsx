import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useWorkspaceForm } from '../useWorkspaceForm.ts'

/** Whether colleagues of one company share their threads: a rule of all addresses. */
export function CompanyThreads() {
  const { t } = useTranslation('settings')
  const { form, bar, sending } = useWorkspaceForm('company-threads', ({ settings }) => ({
    companySharesThreads: settings.companySharesThreads,
  }))
  const labels = { companySharesThreads: t('companyThreads.label') }
  return (
    <SettingGroup
      anchor="company-threads"
      title={t('companyThreads.title')}
      effect={t('companyThreads.effect')}
    >
      <SettingsForm form={form} sending={sending} labels={labels} {...bar}>
        <Switch
          label={labels.companySharesThreads}
          description={t('companyThreads.hint')}
          {...form.getInputProps('companySharesThreads', { type: 'checkbox' })}
        />
      </SettingsForm>
    </SettingGroup>
  )
}
