import { score } from '../keyboard/search.ts'
import type { SectionPath } from './sections.ts'

/** Single settings that the search finds inside their section; `anchor` is the id of their group on its page. */
export const findable = [
  { section: 'channels', anchor: 'company-threads', name: 'companyThreads.title' },
  { section: 'contact-page', anchor: 'findings', name: 'contactPage.findings' },
  { section: 'contact-page', anchor: 'words', name: 'contactPage.answerPromise' },
  { section: 'contact-page', anchor: 'accessibility', name: 'statement.title' },
  { section: 'hours', anchor: 'promises', name: 'promises.mailAnswerHours' },
  { section: 'hours', anchor: 'promises', name: 'promises.acknowledge' },
  { section: 'hours', anchor: 'promises', name: 'promises.undoSeconds' },
  { section: 'hours', anchor: 'promises', name: 'promises.reopenDays' },
  { section: 'hours', anchor: 'promises', name: 'promises.recoveryHours' },
  { section: 'hours', anchor: 'promises', name: 'promises.calendarId' },
  { section: 'reasons', anchor: 'closure', name: 'reasons.required' },
  { section: 'attributes', anchor: 'merges', name: 'merges.title' },
  { section: 'sites', anchor: 'partners', name: 'sites.partners' },
  { section: 'people', anchor: 'invitations', name: 'people.invitations' },
  { section: 'answers', anchor: 'tone', name: 'answers.tone' },
  { section: 'data', anchor: 'workspace', name: 'data.name' },
  { section: 'data', anchor: 'workspace', name: 'data.timeZone' },
  { section: 'data', anchor: 'rights', name: 'data.rights' },
  { section: 'data', anchor: 'exports', name: 'data.exports' },
  { section: 'data', anchor: 'retention', name: 'data.retention' },
  { section: 'data', anchor: 'backups', name: 'data.backups' },
  { section: 'data', anchor: 'purposes', name: 'data.purposes' },
  { section: 'data', anchor: 'sub-processors', name: 'subProcessors.title' },
  { section: 'data', anchor: 'fetched', name: 'data.previews' },
  { section: 'data', anchor: 'erasures', name: 'data.erasures' },
  { section: 'data', anchor: 'deletion', name: 'data.deletion' },
  { section: 'appearance', anchor: 'keys', name: 'keys.title' },
  { section: 'appearance', anchor: 'look', name: 'look.theme' },
  { section: 'appearance', anchor: 'look', name: 'look.density' },
  { section: 'appearance', anchor: 'look', name: 'look.language' },
  { section: 'me', anchor: 'profile', name: 'me.photo' },
  { section: 'me', anchor: 'profile', name: 'me.signature' },
  { section: 'me', anchor: 'signals', name: 'me.sounds' },
  { section: 'me', anchor: 'signals', name: 'me.notifications' },
  { section: 'me', anchor: 'password', name: 'password.title' },
  { section: 'me', anchor: 'second-step', name: 'secondStep.title' },
  { section: 'me', anchor: 'passkeys', name: 'passkeys.title' },
  { section: 'me', anchor: 'sessions', name: 'sessions.title' },
] as const satisfies readonly { section: SectionPath; anchor: string; name: string }[]

export interface Findable {
  href: string
  name: string
  where: string
  /** Other words that people use for it. */
  words: string
}

/** What answers a search, best first: the name counts before the other words. */
export function findSettings<Entry extends Findable>(query: string, entries: readonly Entry[]): Entry[] {
  return entries
    .map(entry => ({ entry, points: score(query, `${entry.name} ${entry.words}`) }))
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points)
    .map(({ entry }) => entry)
}
