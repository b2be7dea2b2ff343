import type { Webhook } from '../../../contract/integrations.ts'

export type WebhookValues = Pick<
  Webhook,
  'name' | 'url' | 'types' | 'teamIds' | 'channelIds' | 'tags' | 'withObject'
> & { [key: string]: unknown }

export const newWebhookValues: WebhookValues = {
  name: '',
  url: '',
  types: [],
  teamIds: [],
  channelIds: [],
  tags: [],
  withObject: false,
}

/** What of a webhook can be edited. */
export const webhookValues = (webhook: Webhook): WebhookValues => ({
  name: webhook.name,
  url: webhook.url,
  types: webhook.types,
  teamIds: webhook.teamIds,
  channelIds: webhook.channelIds,
  tags: webhook.tags,
  withObject: webhook.withObject,
})
