import { Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Channel } from '../../../contract/channels.ts'
import { languages } from '../../i18n/index.ts'
import { useSession } from '../../session.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Choose } from '../Choose.tsx'
import fields from '../fields.module.css'
import { useTeams } from '../queries.ts'
import { SectionPage } from '../SectionPage.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { useChannelsChanged } from './useChannelsChanged.ts'

export interface NewNamedValues extends Record<string, unknown> {
  name: string
  language: 'fr' | 'en'
  teamId: string | null
}

export interface NewNamedPageProps {
  /** What is made: a chat, a form. */
  kind: 'chat' | 'form'
  section: 'channels' | 'forms'
  title: string
  nameHint: string
  teamHint: string
  /** A form is nothing without the team that answers it. */
  needsTeam: boolean
  make: (values: NewNamedValues) => Promise<Channel>
}

/** What a channel without an address needs before it exists: a name, and who answers. Its page has all the rest. */
export function NewNamedPage({
  kind,
  section,
  title,
  nameHint,
  teamHint,
  needsTeam,
  make,
}: NewNamedPageProps) {
  const { t } = useTranslation(['settings', 'common'])
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const channelsChanged = useChannelsChanged()
  const teams = useTeams()
  const saved: NewNamedValues = { name: '', language: workspace.language, teamId: null }
  const required = (value: string | null) => (value?.trim() ? null : t('common:form.required'))
  const { form, settle } = useKeptForm({
    id: `${kind}:new`,
    saved,
    validate: { name: required, ...(needsTeam && { teamId: required }) },
  })
  const sending = useFormSubmit(form, async values => {
    const { id } = await make({ ...values, name: values.name.trim() })
    settle(saved)
    await channelsChanged()
    navigate(`/settings/${section}/${id}`, { replace: true })
  })
  const labels = { name: t('channels.name'), language: t('channels.language'), teamId: t('channels.team') }
  return (
    <SectionPage path={section} title={title}>
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={0}
        onUndo={() => settle(saved)}
        create={{ label: title, onCancel: () => navigate(`/settings/${section}`) }}
      >
        <TextInput
          label={labels.name}
          description={nameHint}
          maxLength={120}
          required
          {...form.getInputProps('name')}
        />
        <div className={fields.pair}>
          <Choose
            label={labels.teamId}
            description={teamHint}
            items={teams.data}
            required={needsTeam}
            placeholder={t('channels.noTeam')}
            {...form.getInputProps('teamId')}
          />
          <Select
            label={labels.language}
            allowDeselect={false}
            data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
            {...form.getInputProps('language')}
          />
        </div>
      </SettingsForm>
    </SectionPage>
  )
}
