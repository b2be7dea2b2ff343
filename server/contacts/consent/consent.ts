import type { Contactability, Purpose } from '#contract/consents.ts'

/** On what a purpose stands (DAT-1): what is owed to a customer, an interest one may object to, or consent alone. */
const bases = {
  support: 'contract',
  survey: 'interest',
  model: 'interest',
  marketing: 'consent',
  recording: 'consent',
} as const satisfies Record<Purpose, 'contract' | 'interest' | 'consent'>

/** Purposes from which a minor is left out (DAT-8). */
const notForMinors: ReadonlySet<Purpose> = new Set(['marketing', 'model'])

/** What is known of a person when somebody wants to contact them, or to have a model read them. */
export interface Standing {
  isMinor: boolean
  isBlocked: boolean
  /** The last thing they said of this purpose for this way or for every way; undefined when they said nothing. */
  lastSaid: 'given' | 'refused' | undefined
}

/** Whether a person may be contacted for a purpose. What we owe them is never stopped by what they refused. */
export function contactability(purpose: Purpose, standing: Standing): Contactability {
  const no = (because: NonNullable<Contactability['because']>) => ({ may: false, because })
  const basis = bases[purpose]
  if (basis === 'contract') return { may: true, because: null }
  if (standing.isMinor && notForMinors.has(purpose)) return no('minor')
  if (standing.isBlocked) return no('blocked')
  if (standing.lastSaid === 'refused') return no('refused')
  if (basis === 'consent' && standing.lastSaid === undefined) return no('not_given')
  return { may: true, because: null }
}

/** True where agreement counts only with the words that were agreed to. */
export const needsWording = (purpose: Purpose): boolean => bases[purpose] === 'consent'
