import type { TFunction } from 'i18next'
import type { RoutingOf } from '../../../contract/work.ts'
import type { StandingNames } from './standing-words.ts'

type Waiting = NonNullable<RoutingOf['waiting']>

/** Why a request waits still, in sentences: the cause, who is meant for those who may read it, and what happens next. */
export function waitingWords(waiting: Waiting, names: StandingNames, t: TFunction<'work'>): string[] {
  const { reason, memberIds, until } = waiting
  const when = until === null ? '' : names.when(until)
  const who = memberIds.length > 0 ? [t('stands.waiting.who', { names: names.list(memberIds) })] : []
  const next =
    until !== null && !saysUntil.includes(reason)
      ? [t(reason === 'back_off' ? 'stands.waiting.again' : 'stands.waiting.widens', { when })]
      : []
  return [causeWords(waiting, { ...names, when }, t), ...who, ...next]
}

/** Causes whose own sentence says until when. */
const saysUntil: readonly Waiting['reason'][] = ['closed', 'owner_first', 'owner_lost', 'share', 'soon']

function causeWords(
  waiting: Waiting,
  { when, member, language }: Omit<StandingNames, 'when'> & { when: string },
  t: TFunction<'work'>,
): string {
  const { reason, memberId, people, partner, queued, skills } = waiting
  const until = when === '' ? '' : 'Until'
  switch (reason) {
    case 'pull':
    case 'pick':
      return [
        t(`stands.waiting.${reason}`),
        t('stands.waiting.queued', { count: queued }),
        t('stands.waiting.able', { count: people }),
      ].join(' ')
    case 'asked':
      return t('stands.waiting.asked', { name: member(memberId) })
    case 'owner_first':
    case 'owner_lost':
      return t(`stands.waiting.${reason}${until}`, { name: member(memberId), when })
    case 'share':
      if (waiting.isForHouse) return t(`stands.waiting.shareHouse${until}`, { when })
      return partner === null
        ? t(`stands.waiting.shareOther${until}`, { when })
        : t(`stands.waiting.share${until}`, { partner, when })
    case 'ceiling':
      return partner === null ? t('stands.waiting.ceilingOther') : t('stands.waiting.ceiling', { partner })
    case 'closed':
      return t(`stands.waiting.closed${until}`, { when })
    case 'no_skill':
      return t('stands.waiting.no_skill', { skills: skills.join(', ') })
    case 'no_language':
      return t('stands.waiting.no_language', { language: language(waiting.language) })
    case 'no_room':
    case 'back_off':
      return t(`stands.waiting.${reason}`, { count: people })
    default:
      return t(`stands.waiting.${reason}`)
  }
}
