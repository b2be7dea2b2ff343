import * as z from 'zod'
import { PreChatField, ProactiveRule, Theme } from './chat.ts'
import { Id, IdInput, inside, Language, PageInput, page, roles, route, Time } from './common.ts'
import { FormFinding, FormSetUp } from './forms.ts'

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
/** What every channel has, whatever its kind. */
const common = {
  id: Id,
  name: z.string(),
  /** What customers reach it by: a mail address, the public key of a chat. */
  address: z.string().nullable(),
  language: Language,
  signature: z.string(),
  teamId: Id.nullable(),
  calendarId: Id.nullable(),
  /** Under whose name it speaks; null for the default brand. */
  brandId: Id.nullable(),
  enabled: z.boolean(),
  health: Health,
  /** One more with each change of how it is set up. */
  version: z.number().int(),
  updatedAt: Time,
  /** Deleted: it receives and sends nothing, its history stays, and it can be brought back. */
  deletedAt: Time.nullable(),
}
const commonInput = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}]*$/u),
  language: Language,
  signature: z.string().max(4000).optional(),
  teamId: Id.nullable().optional(),
  calendarId: Id.nullable().optional(),
  brandId: Id.nullable().optional(),
  enabled: z.boolean().optional(),
}

export const EmailChannel = z.object({
  ...common,
  kind: z.literal('email'),
  receives: z.enum(['smtp', 'imap']),
  imap: ImapSettings.extend({ hasPassword: z.boolean(), hasClientSecret: z.boolean() }).nullable(),
  smtp: SmtpSettings.extend({ hasPassword: z.boolean() }).nullable(),
  /** Hours without mail, in open time, after which the mailbox is said silent. */
  silentAfterHours: z.number().int().min(1).max(720),
})
export type EmailChannel = z.infer<typeof EmailChannel>
const EmailInput = z.object({
  ...commonInput,
  /** Left out, a channel is an e-mail address. */
  kind: z.literal('email').optional(),
  address: z.email().max(320),
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

const Both = z.object({ fr: z.string().trim().max(600), en: z.string().trim().max(600) })
/** What a chat is set up with: all of it is shown to whoever opens the widget, but the origins and the secret. */
export const ChatSetUp = z.object({
  /** Sites whose pages may show the widget: `https://www.shop.example`. */
  origins: z.array(z.url({ protocol: /^https?$/ }).max(300)).max(50),
  /** Without a colour of its own, the chat has that of its brand. */
  theme: Theme.extend({ colour: Theme.shape.colour.nullable() }),
  welcome: Both,
  away: Both,
  preChat: z
    .array(
      PreChatField.omit({ label: true }).extend({
        labelFr: z.string().trim().min(1).max(120),
        labelEn: z.string().trim().min(1).max(120),
      }),
    )
    .max(10),
  /** Said before the first message: what becomes of what the visitor writes. */
  notice: Both.extend({
    url: z
      .url({ protocol: /^https?$/ })
      .max(1000)
      .nullable(),
  }).nullable(),
  proactive: z.array(ProactiveRule.omit({ text: true }).extend({ text: Both })).max(20),
  /** A transcript at the end: offered to the visitor, or never sent by mail. They can always download it. */
  transcript: z.enum(['offered', 'off']),
  /** A visitor gone for so long is answered by e-mail, where they left an address. */
  awayAfterMinutes: z.number().int().min(1).max(120),
  /** A visitor who comes back within this goes on with their conversation. */
  resumeHours: z.number().int().min(1).max(720),
})
export type ChatSetUp = z.infer<typeof ChatSetUp>
export const ChatChannel = z.object({
  ...common,
  ...ChatSetUp.shape,
  kind: z.literal('chat'),
  /** A secret is set: the host site may say who its visitor is. */
  hasIdentitySecret: z.boolean(),
  /** Until then the secret before the last one is still good. */
  oldSecretUntil: Time.nullable(),
})
export type ChatChannel = z.infer<typeof ChatChannel>
const ChatInput = z.object({
  ...commonInput,
  ...ChatSetUp.partial().shape,
  kind: z.literal('chat'),
})

export const FormChannel = z.object({
  ...common,
  ...FormSetUp.shape,
  kind: z.literal('form'),
  /** Of the form that customers see; null before the first. */
  publishedVersion: z.number().int().nullable(),
  publishedAt: Time.nullable(),
  /** True when what was changed since is not published. */
  isChanged: z.boolean(),
})
export type FormChannel = z.infer<typeof FormChannel>
const FormInput = z.object({
  ...commonInput,
  ...FormSetUp.partial().shape,
  kind: z.literal('form'),
})

export const Channel = z.discriminatedUnion('kind', [EmailChannel, ChatChannel, FormChannel])
export type Channel = z.infer<typeof Channel>
export type ChannelKind = Channel['kind']
export const NewChannel = z.discriminatedUnion('kind', [EmailInput, ChatInput, FormInput])
export type NewChannel = z.infer<typeof NewChannel>
/** `version` is the one that was read: where it has moved on, the change is refused. Left out, the last one wins. */
const ofOne = { id: Id, version: z.number().int().optional() }
export const ChannelChanges = z.discriminatedUnion('kind', [
  EmailInput.partial().extend(ofOne),
  ChatInput.partial().extend({ ...ofOne, kind: z.literal('chat') }),
  FormInput.partial().extend({ ...ofOne, kind: z.literal('form') }),
])
export type ChannelChanges = z.infer<typeof ChannelChanges>

/** What a channel leaves behind when it is deleted, for whoever is about to. */
export const Dependents = z.object({
  /** Not closed, and begun by it: answered by another channel from then on. */
  openConversations: z.number().int(),
  /** Replies that would have left by it later: they are held. */
  scheduledReplies: z.number().int(),
  /** Pages of others that show it: sites of a chat, the address of a published form. */
  pages: z.array(z.string()),
  /** It stands on the published contact page. */
  onContactPage: z.boolean(),
  /** Webhooks that listen to it, by name. */
  webhooks: z.array(z.string()),
  /** The brand that nothing else speaks for. */
  lastOfBrand: z.string().nullable(),
  /** No other address sends: nothing could be answered by mail any more. */
  lastAddress: z.boolean(),
  /** Forms and chats whose customers are answered from it. */
  answersFor: z.array(z.string()),
})
export type Dependents = z.infer<typeof Dependents>

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
  purpose: z.enum([
    'reply',
    'acknowledgement',
    'survey',
    'notice',
    'invitation',
    'sign_in',
    'test',
    'side',
    'code',
    'rights',
  ]),
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
    .input(z.object({ deleted: z.enum(['without', 'only', 'with']).default('without') }))
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
      summary: 'Add a channel: an e-mail address, a chat',
    })
    .input(NewChannel)
    .output(Channel),
  update: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/channels/{id}', tags: ['channels'], summary: 'Change a channel' })
    .input(ChannelChanges)
    .output(Channel),
  dependents: route
    .meta(configure)
    .route({
      method: 'GET',
      path: '/channels/{id}/dependents',
      tags: ['channels'],
      summary: 'What a channel would leave behind if it were deleted',
    })
    .input(IdInput)
    .output(Dependents),
  remove: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/channels/{id}',
      tags: ['channels'],
      summary: 'Delete a channel: its history stays, its address is free, and it can be brought back',
    })
    .input(IdInput)
    .output(Channel),
  restore: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/channels/{id}/restoration',
      tags: ['channels'],
      summary: 'Bring a deleted channel back as it was',
    })
    .input(IdInput)
    .output(Channel),
  renewIdentitySecret: route
    .meta({ ...configure, secretAnswer: true })
    .route({
      method: 'POST',
      path: '/channels/{id}/identity-secret',
      tags: ['channels'],
      successStatus: 201,
      summary:
        'A new secret for signed identities of a chat, shown once; the one before stays good for a day',
    })
    .input(IdInput)
    .output(z.object({ secret: z.string(), oldSecretUntil: Time.nullable() })),
  checkForm: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/channels/{id}/form',
      tags: ['channels'],
      summary: 'How a form would look if it were published now, and what stands in the way',
    })
    .input(IdInput.extend({ language: Language }))
    .output(z.object({ findings: z.array(FormFinding), html: z.string(), url: z.string() })),
  publishForm: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/channels/{id}/form-versions',
      tags: ['channels'],
      successStatus: 201,
      summary: 'Publish a form: this version stays as it is',
    })
    .input(IdInput)
    .output(FormChannel),
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
