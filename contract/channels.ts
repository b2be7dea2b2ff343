import * as z from 'zod'
import { Id, IdInput, inside, Language, PageInput, page, roles, route, Time } from './common.ts'

const read = { roles, scope: 'channels:read' } as const
const configure = { roles: ['administrator'], scope: 'channels:write' } as const
const watch = { roles: ['administrator', 'supervisor'], scope: 'channels:read' } as const

/** Where a mailbox is fetched from. Secrets go in and never come out: `hasPassword` tells. */
export const ImapSettings = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535).default(993),
  secure: z.boolean().default(true),
  user: z.string().min(1).max(320),
  auth: z.enum(['password', 'xoauth2']).default('password'),
  mailbox: z.string().max(200).default('INBOX'),
  /** After reading: left as it is, marked read, or moved. */
  afterReading: z.enum(['leave', 'mark_read']).default('leave'),
  /** The name by which the mailbox's own server signs its verdicts (`mx.google.com`): then its SPF, DKIM and DMARC count. */
  trustedServer: z
    .string()
    .trim()
    .max(255)
    .regex(/^[\w.-]+$/)
    .optional(),
  /** Where fresh XOAUTH2 tokens come from, the password being a refresh token; without it the password is the token itself. */
  tokenUrl: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
  clientId: z.string().max(500).optional(),
})
export const SmtpSettings = z.object({
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65535).default(587),
  secure: z.boolean().default(false),
  user: z.string().max(320).optional(),
})
export const Health = z.object({
  state: z.enum(['works', 'silent', 'failing', 'unknown']),
  since: Time.nullable(),
  lastInAt: Time.nullable(),
  lastOutAt: Time.nullable(),
  error: z.string().nullable(),
})
export const Channel = z.object({
  id: Id,
  kind: z.string(),
  name: z.string(),
  address: z.string().nullable(),
  language: Language,
  signature: z.string(),
  teamId: Id.nullable(),
  calendarId: Id.nullable(),
  enabled: z.boolean(),
  receives: z.enum(['smtp', 'imap']),
  imap: ImapSettings.extend({ hasPassword: z.boolean(), hasClientSecret: z.boolean() }).nullable(),
  smtp: SmtpSettings.extend({ hasPassword: z.boolean() }).nullable(),
  /** Hours without mail, in open time, after which the mailbox is said silent. */
  silentAfterHours: z.number().int().min(1).max(720),
  health: Health,
  updatedAt: Time,
})
export type Channel = z.infer<typeof Channel>
const ChannelInput = z.object({
  name: z.string().trim().min(1).max(120),
  address: z.email().max(320),
  language: Language,
  signature: z.string().max(4000).optional(),
  teamId: Id.nullable().optional(),
  calendarId: Id.nullable().optional(),
  enabled: z.boolean().optional(),
  imap: ImapSettings.extend({
    password: z.string().max(4000).optional(),
    clientSecret: z.string().max(4000).optional(),
  })
    .nullable()
    .optional(),
  smtp: SmtpSettings.extend({ password: z.string().max(4000).optional() })
    .nullable()
    .optional(),
  silentAfterHours: z.number().int().min(1).max(720).optional(),
})

export const receiptStates = ['stored', 'parsed', 'parked', 'ignored'] as const
export const Receipt = z.object({
  id: Id,
  channelId: Id,
  state: z.enum(receiptStates),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  from: z.string().nullable(),
  bytes: z.number().int(),
  attempts: z.number().int(),
  receivedAt: Time,
  understoodAt: Time.nullable(),
  conversationId: Id.nullable(),
  messageId: Id.nullable(),
})
export type Receipt = z.infer<typeof Receipt>

export const Delivery = z.object({
  id: Id,
  channelId: Id.nullable(),
  conversationId: Id.nullable(),
  messageId: Id.nullable(),
  purpose: z.enum(['reply', 'acknowledgement', 'survey', 'notice', 'invitation', 'sign_in', 'test']),
  recipients: z.array(z.string()),
  subject: z.string(),
  state: z.enum(['queued', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'cancelled']),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  createdAt: Time,
  sentAt: Time.nullable(),
  nextAttemptAt: Time.nullable(),
})

export const DnsAdvice = z.object({
  items: z.array(
    z.object({
      record: z.enum(['mx', 'spf', 'dkim', 'dmarc']),
      name: z.string(),
      state: z.enum(['good', 'missing', 'weak', 'unknown']),
      found: z.string().nullable(),
      advised: z.string(),
      sentence: z.string(),
    }),
  ),
})

export const channels = {
  list: route
    .meta(read)
    .route({ method: 'GET', path: '/channels', tags: ['channels'], summary: 'Channels and their health' })
    .output(z.object({ items: z.array(Channel) })),
  get: route
    .meta(read)
    .route({ method: 'GET', path: '/channels/{id}', tags: ['channels'], summary: 'One channel' })
    .input(IdInput)
    .output(Channel),
  create: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/channels',
      tags: ['channels'],
      successStatus: 201,
      summary: 'Add an e-mail address',
    })
    .input(ChannelInput)
    .output(Channel),
  update: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/channels/{id}', tags: ['channels'], summary: 'Change a channel' })
    .input(ChannelInput.partial().extend({ id: Id }))
    .output(Channel),
  test: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/channels/{id}/tests',
      tags: ['channels'],
      successStatus: 201,
      summary: 'Send a mail to the address itself and wait for it: a round trip',
    })
    .input(IdInput)
    .output(z.object({ id: Id, startedAt: Time })),
  testResult: route
    .meta(configure)
    .route({
      method: 'GET',
      path: '/channels/{id}/tests/{testId}',
      tags: ['channels'],
      summary: 'How far the round trip got',
    })
    .input(IdInput.extend({ testId: Id }))
    .output(
      z.object({
        id: Id,
        state: z.enum(['sending', 'sent', 'arrived', 'failed']),
        seconds: z.number().nullable(),
        error: z.string().nullable(),
      }),
    ),
  dnsAdvice: route
    .meta(configure)
    .route({
      method: 'GET',
      path: '/channels/{id}/dns',
      tags: ['channels'],
      summary: 'MX, SPF, DKIM and DMARC: what is there, what should be',
    })
    .input(IdInput)
    .output(DnsAdvice),
  listReceipts: route
    .meta(watch)
    .route({
      method: 'GET',
      path: '/receipts',
      tags: ['channels'],
      summary: 'What arrived and what became of it',
    })
    .input(PageInput.extend({ state: z.enum(receiptStates).optional(), channelId: Id.optional() }))
    .output(page(Receipt)),
  getReceipt: route
    .meta({ ...watch, roles: inside })
    .route({ method: 'GET', path: '/receipts/{id}', tags: ['channels'], summary: 'One receipt' })
    .input(IdInput)
    .output(Receipt),
  retryReceipt: route
    .meta({ roles: ['administrator', 'supervisor'], scope: 'channels:write' })
    .route({
      method: 'POST',
      path: '/receipts/{id}/retry',
      tags: ['channels'],
      summary: 'Try to understand a parked mail again',
    })
    .input(IdInput)
    .output(Receipt),
  listDeliveries: route
    .meta(watch)
    .route({
      method: 'GET',
      path: '/deliveries',
      tags: ['channels'],
      summary: 'Outbox: what leaves, left, or could not',
    })
    .input(
      PageInput.extend({
        state: Delivery.shape.state.optional(),
        purpose: Delivery.shape.purpose.optional(),
        conversationId: Id.optional(),
      }),
    )
    .output(page(Delivery)),
  getDelivery: route
    .meta({ ...watch, logged: 'read' })
    .route({
      method: 'GET',
      path: '/deliveries/{id}',
      tags: ['channels'],
      summary: 'One outgoing mail with its words',
    })
    .input(IdInput)
    .output(
      Delivery.extend({
        text: z.string(),
        html: z.string().nullable(),
        headers: z.record(z.string(), z.string()),
        /** Its words let somebody in, and are not for the caller: the text says so instead. */
        withheld: z.boolean(),
      }),
    ),
  retryDelivery: route
    .meta({ roles: ['administrator', 'supervisor'], scope: 'channels:write' })
    .route({
      method: 'POST',
      path: '/deliveries/{id}/retry',
      tags: ['channels'],
      summary: 'Try to send again now',
    })
    .input(IdInput)
    .output(Delivery),
}
