import * as z from 'zod'
import { Done, Id, IdInput, PageInput, page, route, Time } from './common.ts'
import { askableTypes, webhookEventTypes } from './webhook-events.ts'

const read = { roles: ['administrator'], scope: 'settings:read' } as const
const write = { roles: ['administrator'], scope: 'settings:write' } as const

const webhookFields = {
  name: z.string().trim().min(1).max(120),
  /** https, on port 443 or 8443, at an address of the open internet. */
  url: z.url({ protocol: /^https?$/ }).max(2000),
  types: z.array(z.enum(askableTypes)).min(1),
  /** With any of these, only events about a conversation that is now of one of them. */
  teamIds: z.array(Id).max(100),
  channelIds: z.array(Id).max(100),
  tags: z.array(z.string().trim().min(1).max(60)).max(100),
  /** Adds the object itself, as it is when sent: personal data leaves Boucle. */
  withObject: z.boolean(),
}

export const webhookStates = ['active', 'paused', 'disabled'] as const

/** An address of another program that is told what happens. */
export const Webhook = z.object({
  id: Id,
  ...webhookFields,
  /** `disabled`: by Boucle, after three days without one success. */
  state: z.enum(webhookStates),
  createdAt: Time,
  lastSuccessAt: Time.nullable(),
  lastAttemptAt: Time.nullable(),
  /** Since when nothing succeeds; null while it works. */
  failingSince: Time.nullable(),
  /** Of the last failure: a code such as `status_500`, `time`, `address`. */
  lastProblem: z.string().nullable(),
  /** When the next try comes, while the address is given rest after failures. */
  retryAt: Time.nullable(),
  /** Deliveries not yet made. */
  waiting: z.number().int(),
  /** After a rotation: until when the secret before signs too. */
  oldSecretUntil: Time.nullable(),
})
export type Webhook = z.infer<typeof Webhook>

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const

/** One event on its way to one webhook. */
export const WebhookDelivery = z.object({
  /** The header `webhook-id`: the same at each try, and at each replay. */
  id: Id,
  type: z.enum(webhookEventTypes),
  /** When it happened. */
  at: Time,
  seq: z.number().int(),
  subject: z.object({ kind: z.string(), id: Id }),
  conversationId: Id.nullable(),
  state: z.enum(deliveryStates),
  nextAttemptAt: Time.nullable(),
  finishedAt: Time.nullable(),
  /** The tries, the last ones first. */
  attempts: z.array(
    z.object({
      at: Time,
      /** The HTTP status; null when there was no answer. */
      status: z.number().int().nullable(),
      ms: z.number().int(),
      problem: z.string().nullable(),
      /** The beginning of what was answered. */
      answer: z.string(),
    }),
  ),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

const Secret = z.object({ secret: z.string() })

export const integrations = {
  listWebhooks: route
    .meta(read)
    .route({ method: 'GET', path: '/webhooks', tags: ['webhooks'], summary: 'Webhooks and their health' })
    .output(z.object({ items: z.array(Webhook) })),
  listWebhookEvents: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/webhook-events',
      tags: ['webhooks'],
      summary: 'Types of events that a webhook can ask for, each with the JSON schema of what is posted',
    })
    .output(
      z.object({
        items: z.array(z.object({ type: z.enum(askableTypes), schema: z.record(z.string(), z.unknown()) })),
      }),
    ),
  createWebhook: route
    .meta({ ...write, secretAnswer: true })
    .route({
      method: 'POST',
      path: '/webhooks',
      tags: ['webhooks'],
      successStatus: 201,
      summary: 'Create a webhook; its secret is shown once',
    })
    .input(
      z.object({
        ...webhookFields,
        teamIds: webhookFields.teamIds.default([]),
        channelIds: webhookFields.channelIds.default([]),
        tags: webhookFields.tags.default([]),
        withObject: webhookFields.withObject.default(false),
      }),
    )
    .output(Webhook.extend(Secret.shape)),
  getWebhook: route
    .meta(read)
    .route({ method: 'GET', path: '/webhooks/{id}', tags: ['webhooks'], summary: 'One webhook' })
    .input(IdInput)
    .output(Webhook),
  updateWebhook: route
    .meta(write)
    .route({ method: 'PATCH', path: '/webhooks/{id}', tags: ['webhooks'], summary: 'Change a webhook' })
    .input(z.object(webhookFields).partial().extend({ id: Id }))
    .output(Webhook),
  pauseWebhook: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/webhooks/{id}/pause',
      tags: ['webhooks'],
      summary: 'Stop telling it; what happens meanwhile is not kept for it, but can be replayed',
    })
    .input(IdInput)
    .output(Webhook),
  resumeWebhook: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/webhooks/{id}/pause',
      tags: ['webhooks'],
      summary: 'Tell it again, from now on; also after it was disabled',
    })
    .input(IdInput)
    .output(Webhook),
  deleteWebhook: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/webhooks/{id}',
      tags: ['webhooks'],
      summary: 'Delete a webhook and its log',
    })
    .input(IdInput)
    .output(Done),
  rotateWebhookSecret: route
    .meta({ ...write, secretAnswer: true })
    .route({
      method: 'POST',
      path: '/webhooks/{id}/secrets',
      tags: ['webhooks'],
      successStatus: 201,
      summary: 'A new secret, shown once; the one before signs beside it for 24 hours',
    })
    .input(IdInput)
    .output(Webhook.extend(Secret.shape)),
  testWebhook: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhooks/{id}/tests',
      tags: ['webhooks'],
      successStatus: 201,
      summary: 'Send it a `webhook.tested`; what comes of it shows in its deliveries',
    })
    .input(IdInput)
    .output(WebhookDelivery),
  listWebhookDeliveries: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/webhooks/{id}/deliveries',
      tags: ['webhooks'],
      summary: 'What was sent, with every try, the latest event first; kept 30 days',
    })
    .input(
      PageInput.extend({
        id: Id,
        state: z.enum(deliveryStates).optional(),
        conversation: Id.optional(),
      }),
    )
    .output(page(WebhookDelivery)),
  replayWebhook: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/webhooks/{id}/replays',
      tags: ['webhooks'],
      successStatus: 201,
      summary: 'Send again: one delivery, or every event of a period that the webhook asks for',
    })
    .input(
      z.object({
        id: Id,
        deliveryId: Id.optional(),
        from: Time.optional(),
        to: Time.optional(),
        /** Of a period: only what never arrived. */
        onlyMissed: z.boolean().default(false),
      }),
    )
    .output(z.object({ count: z.number().int() })),
}
