import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../contract/workspaces.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { everyone } from '../../roles.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import { usePartners, useRefreshOrganisation, useSites, useTeams } from '../queries.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { AccessButton } from './AccessButton.tsx'
import { LanguagesInput } from './LanguagesInput.tsx'

export interface MemberFormProps {
  member: Member
  onDone: () => void
}

/** Changes a person's role, place and words; closing their access is at the end. */
export function MemberForm({ member, onDone }: MemberFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const refresh = useRefreshOrganisation()
  const teams = useTeams()
  const sites = useSites()
  const partners = usePartners()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `member:${member.id}`,
    saved: toValues(member),
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      partnerId: (value, { role }) => (role === 'partner' && !value ? t('people.partnerNeeded') : null),
    },
  })
  const isPartner = form.values.role === 'partner'
  const sending = useFormSubmit(form, async values => {
    const { jobTitle, partnerId, ...rest } = { ...changes() }
    const saved = await call.workspaces.updateMember({
      id: member.id,
      ...rest,
      ...(jobTitle !== undefined && { jobTitle: jobTitle.trim() || null }),
      // An employer only counts in the role of a partner's adviser, whatever the field still holds.
      ...((partnerId !== undefined || rest.role) && {
        partnerId: values.role === 'partner' ? values.partnerId : null,
      }),
    })
    settle(toValues(saved))
    announce(t('common:state.saved'))
    await refresh()
    onDone()
  })
  const labels = {
    name: t('people.name'),
    role: t('people.role'),
    partnerId: t('people.partner'),
    teamIds: t('people.teams'),
    siteId: t('people.site'),
    languages: t('people.languages'),
    jobTitle: t('people.jobTitle'),
    signature: t('people.signature'),
  }
  return (
    <>
      <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
        <TextInput label={labels.name} description={t('people.nameHint')} {...form.getInputProps('name')} />
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
        <Choose label={labels.siteId} items={sites.data} {...form.getInputProps('siteId')} />
        <LanguagesInput
          label={labels.languages}
          description={t('people.languagesHint')}
          {...form.getInputProps('languages')}
        />
        <TextInput label={labels.jobTitle} {...form.getInputProps('jobTitle')} />
        <Textarea
          label={labels.signature}
          description={t('people.signatureHint')}
          autosize
          minRows={2}
          maxRows={8}
          {...form.getInputProps('signature')}
        />
      </SettingsForm>
      <AccessButton member={member} onDone={onDone} />
    </>
  )
}

function toValues(member: Member) {
  const { name, role, partnerId, siteId, teamIds, languages, signature } = member
  return { name, role, partnerId, teamIds, siteId, languages, jobTitle: member.jobTitle ?? '', signature }
}
