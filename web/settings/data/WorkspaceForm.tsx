import { Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me, Workspace } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { TimeZoneSelect } from '../../ui/TimeZoneSelect.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

/** Name, language and time zone of the workspace. */
export function WorkspaceForm() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { workspace } = useSession()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: 'workspace',
    saved: toValues(workspace),
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async () => {
    const saved = await call.workspaces.updateWorkspace(changes())
    queryClient.setQueryData(query.workspaces.me.queryKey(), (me: Me | undefined) =>
      me ? { ...me, workspace: saved } : me,
    )
    settle(toValues(saved))
    announce(t('common:state.saved'))
  })
  const labels = { name: t('data.name'), language: t('data.language'), timeZone: t('data.timeZone') }
  return (
    <SettingGroup anchor="workspace" title={t('data.workspace')} effect={t('data.workspaceEffect')}>
      <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
        <TextInput label={labels.name} description={t('data.nameHint')} {...form.getInputProps('name')} />
        <Select
          label={labels.language}
          description={t('data.languageHint')}
          allowDeselect={false}
          data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <TimeZoneSelect
          label={labels.timeZone}
          description={t('data.timeZoneHint')}
          {...form.getInputProps('timeZone')}
        />
      </SettingsForm>
    </SettingGroup>
  )
}

function toValues({ name, language, timeZone }: Workspace) {
  return { name, language, timeZone }
}
