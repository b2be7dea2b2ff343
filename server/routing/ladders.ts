import type { QueueNeed, QueueOverflow, QueueStep, RoutingChoices } from '#contract/queues.ts'
import type { Requirement, Rules, Step } from './core/model.ts'
import { languageFirstMs } from './defaults.ts'

/** The employer of who works for the house itself. */
export const ownHouse = 'house'

export interface TeamFacts {
  name: string
  calendarId: string | null
  partnerId: string | null
  positions: number | null
}

/** How the work of a team comes to it. */
export interface QueueRules {
  way: 'push' | 'pull' | 'pick'
  autoAccept: boolean
  needs: QueueNeed[]
  steps: QueueStep[]
  overflow: QueueOverflow | null
  /** The team that all of it goes to meanwhile, by somebody who leads. */
  openedTo?: string
}

/** What a partner may be given: of each list one, and anything of a list that is empty. */
export interface ContractRules {
  teamIds: string[]
  reasonIds: string[]
  channels: string[]
  takesComplaints: boolean
  share: number | null
  mostOpen: number | null
}

/** What a house decided about who is given what. */
export interface House {
  choices: RoutingChoices
  teams: ReadonlyMap<string, TeamFacts>
  queues: ReadonlyMap<string, QueueRules>
  contracts: ReadonlyMap<string, ContractRules>
}

/** What of a request decides who is asked. */
export interface Asked {
  channel: string
  teamId: string | null
  language: string | null
  /** Its contact reason and the family of it. */
  reasonIds: readonly string[]
  isComplaint: boolean
  /** Partners whose people moved it up to the house: it is not given to them again. */
  movedUpBy?: readonly string[]
  /** What whoever takes it must know, where somebody handed it on to such people. */
  knowing?: { skillId: string; level: number } | undefined
}

/** How the work of a team comes to it where nobody said anything. */
export const usualQueue: QueueRules = {
  ...{ way: 'push', autoAccept: false, needs: [], steps: [], overflow: null },
}

export const queueOf = ({ queues }: House, teamId: string | null): QueueRules =>
  (teamId !== null && queues.get(teamId)) || usualQueue

/** Whether a partner may be given a request (D15, M16); without a contract, what its own teams get and nothing else. */
export function mayBeGiven({ teams, contracts }: House, partnerId: string, asked: Asked): boolean {
  if (asked.movedUpBy?.includes(partnerId)) return false
  const contract = contracts.get(partnerId)
  if (!contract) return asked.teamId !== null && teams.get(asked.teamId)?.partnerId === partnerId
  const { teamIds, reasonIds, channels, takesComplaints } = contract
  return (
    (teamIds.length === 0 || (asked.teamId !== null && teamIds.includes(asked.teamId))) &&
    (reasonIds.length === 0 || asked.reasonIds.some(id => reasonIds.includes(id))) &&
    (channels.length === 0 || channels.includes(asked.channel)) &&
    (takesComplaints || !asked.isComplaint)
  )
}

/** For whom those work who are asked from the beginning: the house, the team's partner, and those whose contract names it. */
export function employersOf(house: House, asked: Asked): string[] {
  const own = asked.teamId === null ? null : (house.teams.get(asked.teamId)?.partnerId ?? null)
  const named = [...house.contracts].flatMap(([partnerId, { teamIds }]) =>
    asked.teamId !== null && teamIds.includes(asked.teamId) ? [partnerId] : [],
  )
  const partners = new Set([...(own === null ? [] : [own]), ...named])
  return [ownHouse, ...[...partners].filter(partnerId => mayBeGiven(house, partnerId, asked))]
}

/** Whom a queue asks, and then whom as well: its team with what is needed in the customer's language, then as its steps say. */
export function ladderOf(house: House, asked: Asked): Step[] {
  const queue = queueOf(house, asked.teamId)
  const skills: Record<string, number> = {}
  for (const { skillId, level, reasonIds } of queue.needs)
    if (reasonIds.length === 0 || reasonIds.some(id => asked.reasonIds.includes(id)))
      skills[skillId] = Math.max(skills[skillId] ?? 0, level)
  const languageMs = languageFirstMs(house.choices, asked.channel)
  const isLanguageFirst = asked.language !== null && languageMs > 0
  // Handed on to whoever knows: of whichever team, and nobody who does not, however long it waits.
  const { knowing } = asked
  if (knowing) skills[knowing.skillId] = Math.max(skills[knowing.skillId] ?? 0, knowing.level)
  const steps = knowing ? [] : queue.steps
  const widenings: { afterMs: number; by: Omit<QueueStep, 'afterSeconds'> }[] = steps.map(
    ({ afterSeconds, ...by }) => ({ afterMs: afterSeconds * 1000, by }),
  )
  if (isLanguageFirst) widenings.push({ afterMs: languageMs, by: { ...nobodyElse, anyLanguage: true } })
  widenings.sort((one, other) => one.afterMs - other.afterMs)
  let widest: Requirement = {
    skills,
    languages: isLanguageFirst ? [asked.language!] : [],
    groups: asked.teamId === null || knowing ? [] : [asked.teamId],
    employers: employersOf(house, asked),
  }
  const ladder: Step[] = [{ afterMs: 0, requirement: widest }]
  for (const { afterMs, by } of widenings) {
    const partners = by.partnerIds.filter(partnerId => mayBeGiven(house, partnerId, asked))
    widest = {
      skills: by.anySkill ? {} : widest.skills,
      languages: by.anyLanguage ? [] : widest.languages,
      // No group at all is everybody already.
      groups: widest.groups.length === 0 ? [] : distinct([...widest.groups, ...by.teamIds, ...by.siteIds]),
      employers: distinct([...widest.employers, ...partners]),
    }
    ladder.push({ afterMs, requirement: widest })
  }
  return ladder
}

/** Shares of each team's requests, by whom people work for; those of a team without a share are nobody's in particular. */
export function sharesOf(house: House): Rules['shares'] {
  const shares: Record<string, Record<string, number>> = {}
  for (const [teamId, { partnerId }] of house.teams) {
    const of: Record<string, number> = {}
    for (const [id, { share, teamIds }] of house.contracts)
      if (share !== null && (id === partnerId || teamIds.includes(teamId))) of[id] = share / 100
    const given = Object.values(of).reduce((sum, share) => sum + share, 0)
    if (given > 0) shares[teamId] = { ...of, [ownHouse]: Math.max(0, 1 - given) }
  }
  return shares
}

const nobodyElse = { teamIds: [], siteIds: [], partnerIds: [], anyLanguage: false, anySkill: false }
const distinct = (ids: readonly string[]) => [...new Set(ids)]
