import { fold, foldWithSigns } from '#server/platform/fold.ts'

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
  /** The same with their signs; made when the first rule asks for them, which few do. */
  withSigns(): { subject: string; text: string }
}

/** Makes a request ready to be looked at. */
export function folded(facts: Facts): Folded {
  let kept: { subject: string; text: string } | undefined
  return {
    facts,
    subject: fold(facts.subject),
    text: fold(facts.text),
    withSigns: () => {
      kept ??= { subject: foldWithSigns(facts.subject), text: foldWithSigns(facts.text) }
      return kept
    },
  }
}
