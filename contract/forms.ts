import * as z from 'zod'
import { Purpose } from './consents.ts'

/** A sentence in both languages. */
const Both = z.object({ fr: z.string().trim().max(600), en: z.string().trim().max(600) })

export const formFieldTypes = [
  'text',
  'long_text',
  'choice',
  'email',
  'phone',
  'order',
  'date',
  'file',
  'consent',
] as const

/** One field of a form. */
export const FormField = z.object({
  /** Names the field in what is sent; unique in its form. */
  key: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[a-z][a-z0-9_]*$/),
  type: z.enum(formFieldTypes),
  label: Both,
  hint: Both,
  required: z.boolean(),
  /** Of a choice. */
  options: z
    .array(
      z.object({
        value: z
          .string()
          .min(1)
          .max(40)
          .regex(/^[a-z0-9_]+$/),
        label: Both,
      }),
    )
    .max(30),
  /** Asked only when a choice above has this value. */
  showIf: z.object({ field: z.string().max(40), value: z.string().max(40) }).nullable(),
  /** OUT-4: under a phone field, says that prospecting by phone needs consent. A form without it is not published. */
  prospectingNotice: z.boolean(),
  /** Of a consent: what it is given for, as the ledger names it. */
  purpose: Purpose.nullable(),
})
export type FormField = z.infer<typeof FormField>

/** What a form asks, and what it says around. */
export const FormSetUp = z.object({
  title: Both,
  intro: Both,
  /** On the page that follows. */
  thanks: Both,
  fields: z.array(FormField).max(40),
})
export type FormSetUp = z.infer<typeof FormSetUp>

/** What stands in the way of publishing a form. */
export const FormFinding = z.object({
  code: z.string(),
  /** The field it is about; null for the form itself. */
  field: z.string().nullable(),
  sentence: z.string(),
})
export type FormFinding = z.infer<typeof FormFinding>
