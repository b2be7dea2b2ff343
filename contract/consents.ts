import * as z from 'zod'
import { Id, IdInput, inside, route, Time } from './common.ts'

const tags = ['contacts']

/** What a person's data or address is used for. */
export const purposes = ['support', 'survey', 'marketing', 'model', 'recording'] as const
export const Purpose = z.enum(purposes)
export type Purpose = z.infer<typeof Purpose>

/** By which way; null in an entry means every way. */
export const ways = ['email', 'phone', 'sms', 'whatsapp', 'messenger', 'chat', 'post'] as const
export const Way = z.enum(ways)
export type Way = z.infer<typeof Way>

export const Consent = z.object({
  id: Id,
  purpose: z.string(),
  channel: z.string().nullable(),
  given: z.boolean(),
  /** The wording that was read or heard, by its version. */
  wordingVersion: z.string().nullable(),
  source: z.string(),
  /** Who wrote it down; null when the person said it on a page of ours. */
  by: z.string().nullable(),
  at: Time,
})
export type Consent = z.infer<typeof Consent>

export const refusalsToContact = ['minor', 'blocked', 'refused', 'not_given'] as const
const Answer = z.object({
  may: z.boolean(),
  /** Why not; null when one may. */
  because: z.enum(refusalsToContact).nullable(),
})
export type Contactability = z.infer<typeof Answer>

export const ConsentLedger = z.object({
  /** Where each purpose stands, for every way, and for each way of which something else was said. */
  standing: z.array(
    Answer.extend({ purpose: Purpose, channel: z.string().nullable(), since: Time.nullable() }),
  ),
  /** Everything that was ever said, the last first. */
  items: z.array(Consent),
})
export type ConsentLedger = z.infer<typeof ConsentLedger>

export const consents = {
  listConsents: route
    .meta({ roles: inside, scope: 'contacts:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/contacts/{id}/consents',
      tags,
      summary: 'What a person agreed to or refused, with its proof',
    })
    .input(IdInput)
    .output(ConsentLedger),
  recordConsent: route
    .meta({ roles: inside, scope: 'contacts:write' })
    .route({
      method: 'POST',
      path: '/contacts/{id}/consents',
      tags,
      successStatus: 201,
      summary: 'Write down that a person agreed or refused; nothing is ever changed or removed',
    })
    .input(
      z.object({
        id: Id,
        purpose: Purpose,
        channel: Way.nullable().default(null),
        given: z.boolean(),
        wordingVersion: z.string().trim().min(1).max(120).nullable().optional(),
        source: z.string().trim().min(1).max(120),
        at: Time.optional(),
      }),
    )
    .output(Consent),
  mayContact: route
    .meta({ roles: inside, scope: 'contacts:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/contacts/{id}/contactability',
      tags,
      summary: 'Whether this person may be contacted for a purpose by a way, and why not',
    })
    .input(z.object({ id: Id, purpose: Purpose, channel: Way.optional() }))
    .output(Answer),
}
