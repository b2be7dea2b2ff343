import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import type { WebhookPayload } from './operations.ts'

export type { WebhookPayload } from './operations.ts'

/** What was posted is not Boucle's, or no longer fresh: answer 400 and forget it. */
export class NotFromBoucle extends Error {
  override name = 'NotFromBoucle'
}

type Headers = Record<string, string | string[] | undefined> | globalThis.Headers

/**
 * Reads what Boucle posted: checks the signature over the body as it came, byte for byte, and that it is not older than five
 * minutes (Standard Webhooks). While a secret is being changed, give both. The header `webhook-id` is the same each time an
 * event is sent: keep those you dealt with.
 */
export function readWebhook(
  secret: string | readonly string[],
  headers: Headers,
  body: string | Uint8Array,
): WebhookPayload & { id: string } {
  const given = (name: string) => {
    const value = headers instanceof globalThis.Headers ? headers.get(name) : headers[name]
    return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
  }
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
  const signed = Object.fromEntries(names.map(name => [name, given(name)]))
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  for (const one of [secret].flat()) {
    try {
      const payload = new Webhook(one).verify(text, signed) as WebhookPayload
      return { ...payload, id: given('webhook-id') }
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error
    }
  }
  throw new NotFromBoucle('its signature or its time is not right')
}
