import { fold } from '#server/platform/fold.ts'

/** What rules may look at in a request; everything else is none of their business. */
export interface Facts {
  channelId: string
  channelKind: string
  to: readonly string[]
  from: string | null
  subject: string
  text: string
  language: 'fr' | 'en' | null
  segmentIds: readonly string[]
  touch: 'high' | 'low' | null
  contact: Readonly<Record<string, Value>>
  company: Readonly<Record<string, Value>>
  records: readonly { kind: string; status: string }[]
  isOpen: boolean
  /** Instants of their earlier requests. */
  previous: readonly Date[]
  isVip: boolean
  hasAttachments: boolean
  at: Date
}

export type Value = string | number | boolean | null

/** A request with its words folded once, for all the rules that look at it. */
export interface Folded {
  facts: Facts
  subject: string
  text: string
}

/** Makes a request ready to be looked at. */
export const folded = (facts: Facts): Folded => ({
  facts,
  subject: fold(facts.subject),
  text: fold(facts.text),
})
