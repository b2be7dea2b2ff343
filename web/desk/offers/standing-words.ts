import type { TFunction } from 'i18next'
import type { RoutingOf } from '../../../contract/work.ts'
import { waitingWords } from './waiting-words.ts'
import { whyWords } from './why-words.ts'

export interface StandingNames {
  /** Who reads it. */
  me: string
  member: (id: string | null) => string
  when: (at: string) => string
  /** Several people, as a list in words. */
  list: (ids: readonly string[]) => string
  /** What a language is called. */
  language: (code: string | null) => string
}

/** Where routing has a conversation, in sentences: why whoever has it, or why nobody does yet. */
export function standingWords(routing: RoutingOf, names: StandingNames, t: TFunction<'work'>): string[] {
  const { state, memberId, why, waiting, isAside } = routing
  const lines: string[] = []
  if (waiting) lines.push(...waitingWords(waiting, names, t))
  if (state === 'offered') lines.push(t('stands.offered', { name: names.member(memberId) }))
  if (state === 'scheduled') lines.push(t('stands.scheduled'))
  if (state === 'parked') lines.push(t('stands.parked'))
  if (isAside) lines.push(t('stands.aside'))
  if (memberId && why) {
    const reasons = whyWords(why, t).join(', ')
    lines.push(
      memberId === names.me
        ? t('why.you', { reasons })
        : t('why.them', { name: names.member(memberId), reasons }),
    )
  } else if (memberId) lines.push(t('stands.byHand'))
  return lines
}

const told = [
  'new',
  'queued',
  'offered',
  'accepted',
  'asked_for',
  'declined',
  'miss',
  'withdrawn',
  'active',
  'parked',
  'suspend',
  'resume',
  'scheduled',
  'done',
  'cancelled',
] as const

/** The decisions on a conversation, in words; what is only bookkeeping is left out. */
export function decisionWords(
  { history }: RoutingOf,
  names: StandingNames,
  t: TFunction<'work'>,
): { id: number; at: string; text: string }[] {
  return history.flatMap(({ id, at, kind, memberId }) => {
    const known = told.find(one => one === kind)
    return known ? [{ id, at, text: t(`stands.event.${known}`, { name: names.member(memberId) }) }] : []
  })
}
