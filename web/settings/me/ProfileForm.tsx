import { Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { LanguagesInput } from '../people/LanguagesInput.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { PhotoField } from './PhotoField.tsx'

/** Name, photo and words that customers and colleagues read. */
export function ProfileForm() {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { member } = useSession().me
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: 'me',
    saved: toValues(member),
    validate: { name: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const sending = useFormSubmit(form, async () => {
    const { jobTitle, ...rest } = { ...changes() }
    const me = await call.workspaces.updateMe({
      ...rest,
      ...(jobTitle !== undefined && { jobTitle: jobTitle.trim() || null }),
    })
    queryClient.setQueryData(query.workspaces.me.queryKey(), me)
    settle(toValues(me.member))
    announce(t('common:state.saved'))
  })
  const labels = {
    name: t('me.name'),
    jobTitle: t('people.jobTitle'),
    languages: t('people.languages'),
    signature: t('me.signature'),
  }
  return (
    <SettingGroup anchor="profile" title={t('me.profile')} effect={t('me.profileEffect')}>
      <PhotoField />
      <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
        <TextInput
          label={labels.name}
          description={t('me.nameHint')}
          autoComplete="name"
          {...form.getInputProps('name')}
        />
        <TextInput
          label={labels.jobTitle}
          autoComplete="organization-title"
          {...form.getInputProps('jobTitle')}
        />
        <LanguagesInput
          label={labels.languages}
          description={t('me.languagesHint')}
          {...form.getInputProps('languages')}
        />
        <Textarea
          label={labels.signature}
          description={t('me.signatureHint')}
          autosize
          minRows={3}
          maxRows={10}
          {...form.getInputProps('signature')}
        />
      </SettingsForm>
    </SettingGroup>
  )
}

function toValues({ name, jobTitle, languages, signature }: Member) {
  return { name, jobTitle: jobTitle ?? '', languages, signature }
}
