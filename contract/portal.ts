import * as z from 'zod'
import { Day, Done, Id, IdInput, Language, roles, route, Time } from './common.ts'
import { subProcessors } from './sub-processors.ts'

const read = { roles, scope: 'settings:read' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const

export const phonePurposes = ['support', 'complaint', 'sales', 'other'] as const
/** What a call costs on top of a usual one: nothing at all, the usual call, the usual call to a free service, more, unknown. */
export const tariffs = ['free', 'standard', 'shared', 'surcharged', 'abroad'] as const

const phoneFields = {
  /** As people write it: 01 23 45 67 89, +33 1…, or the four digits of a short number. */
  number: z.string().trim().min(4).max(40),
  labelFr: z.string().trim().min(1).max(120),
  labelEn: z.string().trim().min(1).max(120),
  purpose: z.enum(phonePurposes),
  calendarId: Id.nullable(),
}
export const Phone = z.object({
  id: Id,
  ...phoneFields,
  /** As it is shown to people. */
  shown: z.string(),
  tariff: z.enum(tariffs),
})
export type Phone = z.infer<typeof Phone>

/** How the time of an answer in writing is said: not at all; hours by the clock; hours, or the next opening. */
export const answerPromises = ['none', 'clock', 'opening'] as const

const pageFields = {
  introFr: z.string().max(1000),
  introEn: z.string().max(1000),
  answerPromise: z.enum(answerPromises),
}
export const Lint = z.object({
  code: z.string(),
  /** `refused` stands in the way of publishing; `warned` does not. */
  weight: z.enum(['refused', 'warned']),
  /** In the caller's language. */
  sentence: z.string(),
  /** Where it is put right, in the desk. */
  place: z.string(),
})
export type Lint = z.infer<typeof Lint>
export const ContactPage = z.object({
  ...pageFields,
  /** Where customers find it. */
  url: z.string(),
  publishedAt: Time.nullable(),
  /** True when what was written since is not published. */
  isChanged: z.boolean(),
  /** When the pages that it leads to were last asked whether they are there; null before. */
  linksCheckedAt: Time.nullable(),
  lints: z.array(Lint),
})
export type ContactPage = z.infer<typeof ContactPage>

export const conformities = ['none', 'partial', 'full'] as const
const statementFields = {
  conformity: z.enum(conformities),
  /** Share of the criteria of RGAA 4.1 that are met, in percent. */
  rate: z.number().min(0).max(100).nullable(),
  assessedOn: Day.nullable(),
  assessedBy: z.string().max(200),
  exceptionsFr: z.string().max(4000),
  exceptionsEn: z.string().max(4000),
  contactEmail: z.union([z.email().max(320), z.literal('')]),
}
export const Statement = z.object({ ...statementFields, url: z.string(), updatedAt: Time.nullable() })
export type Statement = z.infer<typeof Statement>

export const portal = {
  ...subProcessors,
  listPhones: route
    .meta(read)
    .route({ method: 'GET', path: '/phones', tags: ['portal'], summary: 'Numbers that customers may call' })
    .output(z.object({ items: z.array(Phone) })),
  createPhone: route
    .meta(configure)
    .route({ method: 'POST', path: '/phones', tags: ['portal'], successStatus: 201, summary: 'Add a number' })
    .input(z.object({ ...phoneFields, calendarId: Id.nullable().default(null) }))
    .output(Phone),
  updatePhone: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/phones/{id}', tags: ['portal'], summary: 'Change a number' })
    .input(z.object(phoneFields).partial().extend({ id: Id }))
    .output(Phone),
  deletePhone: route
    .meta(configure)
    .route({ method: 'DELETE', path: '/phones/{id}', tags: ['portal'], summary: 'Take a number away' })
    .input(IdInput)
    .output(Done),

  contactPage: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contact-page',
      tags: ['portal'],
      summary: 'The contact page and what stands in the way of publishing it',
    })
    .output(ContactPage),
  updateContactPage: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/contact-page', tags: ['portal'], summary: 'Change the contact page' })
    .input(z.object(pageFields).partial())
    .output(ContactPage),
  previewContactPage: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/contact-page/preview',
      tags: ['portal'],
      summary: 'The page as it would be published now, as HTML',
    })
    .input(z.object({ language: Language }))
    .output(z.object({ html: z.string() })),
  checkContactPage: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/contact-page/checks',
      tags: ['portal'],
      successStatus: 201,
      summary: 'Ask now whether the terms, the returns and the site answer',
    })
    .output(ContactPage),
  publishContactPage: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/contact-page/publication',
      tags: ['portal'],
      successStatus: 201,
      summary: 'Publish the contact page, if nothing on it is false',
    })
    .output(ContactPage),
  withdrawContactPage: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/contact-page/publication',
      tags: ['portal'],
      summary: 'Take the contact page offline',
    })
    .output(ContactPage),

  statement: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/accessibility-statement',
      tags: ['portal'],
      summary: 'The accessibility statement',
    })
    .output(Statement),
  updateStatement: route
    .meta(configure)
    .route({
      method: 'PATCH',
      path: '/accessibility-statement',
      tags: ['portal'],
      summary: 'Change the accessibility statement',
    })
    .input(z.object(statementFields).partial())
    .output(Statement),
}
