import type { ApiClient } from '../../api/client.ts'

/** An outgoing mail in the list, as the contract says it. */
export type DeliveryLine = Awaited<ReturnType<ApiClient['channels']['listDeliveries']>>['items'][number]
/** An outgoing mail with its words. */
export type DeliveryWhole = Awaited<ReturnType<ApiClient['channels']['getDelivery']>>

/** Where a mail can be on its way, from the first moment to the last. */
export const deliveryStates = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'cancelled',
] as const satisfies readonly DeliveryLine['state'][]

/** Why a mail leaves. */
export const deliveryPurposes = [
  'reply',
  'acknowledgement',
  'survey',
  'notice',
  'invitation',
  'sign_in',
  'test',
] as const satisfies readonly DeliveryLine['purpose'][]

/** The server only tries again what waits or failed: what left, left. */
export function canRetry({ state }: Pick<DeliveryLine, 'state'>): boolean {
  return state === 'queued' || state === 'failed'
}
