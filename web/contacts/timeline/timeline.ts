import type * as z from 'zod'
import type { TimelineEntry as Shape } from '../../../contract/contacts.ts'

export type Entry = z.infer<typeof Shape>

/** What one may choose to see of a timeline; the words of a family stand for the kinds of the contract. */
export const families = ['messages', 'requests', 'orders', 'answers', 'recoveries', 'card'] as const
export type Family = (typeof families)[number]

const familyOfKind: Record<Entry['kind'], Family> = {
  message: 'messages',
  conversation: 'requests',
  record: 'orders',
  survey: 'answers',
  recovery: 'recoveries',
  stage: 'card',
  merge: 'card',
  event: 'card',
}

/** Reads the families of an address, "messages,orders"; none or nonsense means all. */
export function readFamilies(text: string): Family[] {
  const wanted = text.split(',')
  return families.filter(family => wanted.includes(family))
}

/** The entries of these families; all when none is chosen. */
export function ofFamilies(entries: readonly Entry[], chosen: readonly Family[]): Entry[] {
  return chosen.length === 0
    ? [...entries]
    : entries.filter(({ kind }) => chosen.includes(familyOfKind[kind]))
}

export interface Day {
  heading: string
  entries: Entry[]
}

/** Puts entries, already newest first, under the heading of their day. */
export function byDay(entries: readonly Entry[], headingOf: (at: string) => string): Day[] {
  const days: Day[] = []
  for (const entry of entries) {
    const heading = headingOf(entry.at)
    const last = days.at(-1)
    if (last?.heading === heading) last.entries.push(entry)
    else days.push({ heading, entries: [entry] })
  }
  return days
}

/** Where an entry leads: to the conversation, the recovery or the page elsewhere that made it. */
export function placeOf(entry: Entry): { kind: 'inside' | 'outside'; href: string } | undefined {
  const { recoveryId, url } = entry.data
  if (entry.kind === 'recovery' && typeof recoveryId === 'string')
    return { kind: 'inside', href: `/loops/recoveries/${recoveryId}` }
  if (entry.kind === 'record')
    return typeof url === 'string' && /^https?:/.test(url) ? { kind: 'outside', href: url } : undefined
  return entry.conversationNumber === null
    ? undefined
    : { kind: 'inside', href: `/desk/all/${entry.conversationNumber}` }
}

/** A text of an entry's data; undefined when it is absent or something else. */
export function textOf(entry: Entry, key: string): string | undefined {
  const value = entry.data[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
