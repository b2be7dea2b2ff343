import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { NewNamedPage } from '../channels/NewNamedPage.tsx'

/** Adds a form that asks an address and a message to begin with; customers see it once it is published. */
export function NewFormPage() {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  return (
    <NewNamedPage
      kind="form"
      section="forms"
      title={t('forms.add')}
      nameHint={t('forms.nameHint')}
      teamHint={t('channels.teamHint')}
      needsTeam
      make={values => call.channels.create({ kind: 'form', ...values })}
    />
  )
}
