import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../contract/common.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { everyone } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { looksLikeEmail } from '../../signin/looks-like-email.ts'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import { usePartners, useRefreshOrganisation, useTeams } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'

export interface InviteFormProps {
  onDone: () => void
}

/** Invites somebody by mail, with the role and the teams they will have. */
export function InviteForm({ onDone }: InviteFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const offerUndo = useUndo()
  const refresh = useRefreshOrganisation()
  const { workspace } = useSession()
  const teams = useTeams()
  const partners = usePartners()
  const saved = {
    email: '',
    name: '',
    role: 'adviser' as Role,
    language: workspace.language,
    teamIds: [] as string[],
    partnerId: null as string | null,
  }
  const { form, settle } = useKeptForm({
    id: 'invitation:new',
    saved,
    validate: {
      email: value => (looksLikeEmail(value) ? null : t('common:form.email')),
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      partnerId: (value, { role }) => (role === 'partner' && !value ? t('people.partnerNeeded') : null),
    },
  })
  const isPartner = form.values.role === 'partner'
  const sending = useFormSubmit(form, async values => {
    const invited = await call.workspaces.invite({
      ...values,
      email: values.email.trim(),
      partnerId: isPartner ? values.partnerId : null,
    })
    settle(saved)
    await refresh()
    offerUndo({
      text: t('people.invited', { email: invited.email }),
      undo: async () => {
        await call.workspaces.revokeInvitation({ id: invited.id })
        await refresh()
      },
    })
    onDone()
  })
  const labels = {
    email: t('people.email'),
    name: t('people.name'),
    role: t('people.role'),
    partnerId: t('people.partner'),
    teamIds: t('people.teams'),
    language: t('people.language'),
  }
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={labels}
      changes={0}
      onUndo={() => settle(saved)}
      create={{ label: t('people.invite'), onCancel: onDone }}
    >
      <TextInput
        type="email"
        label={labels.email}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <TextInput
        label={labels.name}
        description={t('people.inviteNameHint')}
        autoComplete="off"
        {...form.getInputProps('name')}
      />
      <Select
        label={labels.role}
        description={t(`people.roleEffect.${form.values.role}`)}
        allowDeselect={false}
        data={everyone.map(role => ({ value: role, label: t(`common:role.${role}`) }))}
        {...form.getInputProps('role')}
      />
      {isPartner && (
        <Choose label={labels.partnerId} items={partners.data} {...form.getInputProps('partnerId')} />
      )}
      <MultiSelect
        label={labels.teamIds}
        data={(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        searchable
        {...form.getInputProps('teamIds')}
      />
      <Select
        label={labels.language}
        description={t('people.languageHint')}
        allowDeselect={false}
        data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
        {...form.getInputProps('language')}
      />
    </SettingsForm>
  )
}
