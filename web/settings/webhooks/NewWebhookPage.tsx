import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SectionPage } from '../SectionPage.tsx'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { useWebhookForm } from './useWebhookForm.ts'
import { WebhookFields } from './WebhookFields.tsx'
import { newWebhookValues } from './webhook-values.ts'

export interface NewWebhookPageProps {
  onCreated: (made: { id: string; secret: string }) => void
}

/** Adds a webhook; its page then shows the secret, once, and offers a test. */
export function NewWebhookPage({ onCreated }: NewWebhookPageProps) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const { labels, validate } = useWebhookForm()
  const { form, settle } = useKeptForm({ id: 'webhook:new', saved: newWebhookValues, validate })
  const sending = useFormSubmit(form, async values => {
    const { id, secret } = await call.integrations.createWebhook({
      ...values,
      name: values.name.trim(),
      url: values.url.trim(),
    })
    settle(newWebhookValues)
    onCreated({ id, secret })
    await queryClient.invalidateQueries({ queryKey: query.integrations.key() })
    navigate(`/settings/webhooks/${id}`, { replace: true })
  })
  return (
    <SectionPage path="webhooks" title={t('add')} about={<span>{t('createEffect')}</span>}>
      <SettingsForm
        form={form}
        sending={sending}
        labels={labels}
        changes={0}
        onUndo={() => settle(newWebhookValues)}
        create={{ label: t('add'), onCancel: () => navigate('/settings/webhooks') }}
      >
        <WebhookFields form={form} />
      </SettingsForm>
    </SectionPage>
  )
}
