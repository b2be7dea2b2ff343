import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SectionPage } from '../SectionPage.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { ChannelFields } from './ChannelFields.tsx'
import { newChannelValues, toChannelChanges } from './channel-values.ts'
import { useChannelSummaryLabels } from './useChannelLabels.ts'
import { useChannelRules } from './useChannelRules.ts'

/** Adds an address; its page then offers to test it. */
export function NewChannelPage() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const saved = newChannelValues(workspace.language)
  const { form, changed, settle } = useKeptForm({ id: 'channel:new', saved, validate: useChannelRules() })
  const sending = useFormSubmit(form, async values => {
    const { name, address, language } = values
    const created = await call.channels.create({
      ...toChannelChanges(values, changed),
      name,
      address: address.trim(),
      language,
    })
    settle(saved)
    await queryClient.invalidateQueries({ queryKey: query.channels.key() })
    navigate(`/settings/channels/${created.id}`, { replace: true })
  })
  return (
    <SectionPage path="channels" title={t('channels.add')}>
      <SettingsForm
        form={form}
        sending={sending}
        labels={useChannelSummaryLabels()}
        changes={0}
        onUndo={() => settle(saved)}
        create={{ label: t('channels.add'), onCancel: () => navigate('/settings/channels') }}
      >
        <ChannelFields form={form} kept={{ imap: { password: false, clientSecret: false }, smtp: false }} />
      </SettingsForm>
    </SectionPage>
  )
}
