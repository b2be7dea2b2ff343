import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { EmailChannel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { ChannelFields } from './ChannelFields.tsx'
import { toChannelChanges, toChannelValues } from './channel-values.ts'
import { useChannelSummaryLabels } from './useChannelLabels.ts'
import { useChannelRules } from './useChannelRules.ts'

export interface ChannelFormProps {
  channel: EmailChannel
}

/** Changes an address; only what changed is sent. */
export function ChannelForm({ channel }: ChannelFormProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const { id } = channel
  const { form, changed, undo, settle } = useKeptForm({
    id: `channel:${id}`,
    saved: toChannelValues(channel),
    validate: useChannelRules(),
  })
  const sending = useFormSubmit(form, async values => {
    const saved = await call.channels.update({ id, ...toChannelChanges(values, changed) })
    queryClient.setQueryData(query.channels.get.queryKey({ input: { id } }), saved)
    if (saved.kind === 'email') settle(toChannelValues(saved))
    announce(t('state.saved'))
    await queryClient.invalidateQueries({ queryKey: query.channels.key() })
  })
  return (
    <SettingsForm
      form={form}
      sending={sending}
      labels={useChannelSummaryLabels()}
      changes={changed.length}
      onUndo={undo}
    >
      <ChannelFields
        form={form}
        kept={{
          imap: {
            password: channel.imap?.hasPassword ?? false,
            clientSecret: channel.imap?.hasClientSecret ?? false,
          },
          smtp: channel.smtp?.hasPassword ?? false,
        }}
      />
    </SettingsForm>
  )
}
