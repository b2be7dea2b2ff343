import * as z from 'zod'
import { Day, Done, Id, IdInput, route, Time } from './common.ts'

const tags = ['privacy']
const read = { roles: ['administrator'], scope: 'settings:read' } as const
const write = { roles: ['administrator'], scope: 'settings:write' } as const

export const subProcessorKinds = ['mail_in', 'mail_out', 'files', 'sign_in', 'webhook'] as const

const said = {
  name: z.string().trim().min(1).max(200),
  country: z.string().trim().max(120),
  purposeFr: z.string().trim().max(500),
  purposeEn: z.string().trim().max(500),
}
const reasons = {
  /** Why it starts before the notice is over; one of the two languages is enough. */
  earlyReasonFr: z.string().trim().max(500),
  earlyReasonEn: z.string().trim().max(500),
}
export const SubProcessor = z.object({
  id: Id,
  /** What the settings use it for; null for one that a person wrote. */
  kind: z.enum(subProcessorKinds).nullable(),
  host: z.string().nullable(),
  ...said,
  /** A machine of the house itself: not on the public page. */
  isOurs: z.boolean(),
  announcedAt: Time,
  startsOn: Day,
  /** It starts before the notice is over. */
  isEarly: z.boolean(),
  /** The first day that needs no reason. */
  noticeEndsOn: Day,
  ...reasons,
  endedAt: Time.nullable(),
})
export type SubProcessor = z.infer<typeof SubProcessor>

/** Other companies through whose machines data passes (GDPR 28, DAT-10). */
export const subProcessors = {
  listSubProcessors: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/sub-processors',
      tags,
      summary: 'Sub-processors, found in the settings or written; those that ended too',
    })
    .output(
      z.object({
        items: z.array(SubProcessor),
        /** The public page. */
        url: z.string(),
        /** How many people asked to be told of changes. */
        readers: z.number().int(),
        /** The first day that needs no reason, of one announced now. */
        noticeEndsOn: Day,
      }),
    ),
  createSubProcessor: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/sub-processors',
      tags,
      successStatus: 201,
      summary: 'Announce a sub-processor; it starts thirty days later unless a day is given',
      description: 'A day before those thirty needs a reason, which the public page shows beside it.',
    })
    .input(
      z.object({
        ...said,
        startsOn: Day.optional(),
        earlyReasonFr: reasons.earlyReasonFr.optional(),
        earlyReasonEn: reasons.earlyReasonEn.optional(),
      }),
    )
    .output(SubProcessor),
  updateSubProcessor: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/sub-processors/{id}',
      tags,
      summary: 'Change what is said of a sub-processor, or say that it is a machine of ours',
    })
    .input(
      IdInput.extend({
        name: said.name.optional(),
        country: said.country.optional(),
        purposeFr: said.purposeFr.optional(),
        purposeEn: said.purposeEn.optional(),
        isOurs: z.boolean().optional(),
        startsOn: Day.optional(),
        earlyReasonFr: reasons.earlyReasonFr.optional(),
        earlyReasonEn: reasons.earlyReasonEn.optional(),
      }),
    )
    .output(SubProcessor),
  endSubProcessor: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/sub-processors/{id}',
      tags,
      summary: 'End a sub-processor that was written; the page tells that it ended',
    })
    .input(IdInput)
    .output(Done),
}
