import { useQueryClient } from '@tanstack/react-query'
import type { Webhook } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingsForm } from '../SettingsForm.tsx'
import { useKeptForm } from '../useKeptForm.ts'
import { useWebhookForm } from './useWebhookForm.ts'
import { WebhookFields } from './WebhookFields.tsx'
import { webhookValues } from './webhook-values.ts'

export interface WebhookFormProps {
  webhook: Webhook
}

/** The settings of a webhook that exists. */
export function WebhookForm({ webhook }: WebhookFormProps) {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { labels, validate } = useWebhookForm()
  const { form, changed, changes, undo, settle } = useKeptForm({
    id: `webhook:${webhook.id}`,
    saved: webhookValues(webhook),
    validate,
  })
  const sending = useFormSubmit(form, async () => {
    const saved = await call.integrations.updateWebhook({ id: webhook.id, ...changes() })
    settle(webhookValues(saved))
    await queryClient.invalidateQueries({ queryKey: query.integrations.key() })
  })
  return (
    <SettingsForm form={form} sending={sending} labels={labels} changes={changed.length} onUndo={undo}>
      <WebhookFields form={form} />
    </SettingsForm>
  )
}
