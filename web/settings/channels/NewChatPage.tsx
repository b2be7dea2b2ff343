import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { NewNamedPage } from './NewNamedPage.tsx'

/** Adds a chat that is switched off: its page sets up the rest, and it goes live once a team answers it. */
export function NewChatPage() {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  return (
    <NewNamedPage
      kind="chat"
      section="channels"
      title={t('chat.add')}
      nameHint={t('chat.nameHint')}
      teamHint={t('chat.teamHint')}
      needsTeam={false}
      make={values => call.channels.create({ kind: 'chat', ...values, enabled: false })}
    />
  )
}
