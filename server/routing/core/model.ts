/** What a request needs of whoever takes it; the same needs are one requirement, whatever the item. */
export interface Requirement {
  /** Least level, 1 to 5, of each skill. */
  skills: Readonly<Record<string, number>>
  /** One of these must be spoken; any when empty. */
  languages: readonly string[]
  /** One of these groups (teams, sites) must be theirs; any when empty. */
  groups: readonly string[]
  /** For whom they must work: `house`, or a partner under a contract for such requests. */
  employers: readonly string[]
}

/** One rung of a queue's ladder: what is asked for once so much open time has passed. */
export interface Step {
  afterMs: number
  requirement: Requirement
}

/** What routing knows of an adviser beyond their state: equal profiles are interchangeable. */
export interface Profile {
  skills: Readonly<Record<string, number>>
  languages: readonly string[]
  groups: readonly string[]
  employer: string
}

/** An employer for whom an item is kept, and until when. */
export interface Turn {
  name: string
  until: number
}

/** A request that waits for a person. */
export interface WorkItem {
  id: string
  channel: string
  /** Instant of the first entry: nothing that happens to an item moves it. */
  t0: number
  /** Open time added to its waiting, by which it goes before others. */
  creditMs: number
  /** How fast its waiting grows heavy beside that of others, over the target. */
  weight: number
  targetMs: number
  calendar: string
  /** Who may take it: the first rung from `since` on; each further one adds to those before it and never takes away. */
  ladder: readonly Step[]
  since: number
  /** Who has it first, while they can be reached and until then. */
  owner?: { adviserId: string; until: number }
  /** Where partners have a share of such requests: the name under which it is counted. */
  shareOf?: string
  /** Whose turn it was found to be, before this dispatcher was there. */
  turn?: Turn
  /** Goes before everything else, as long as few do (`emergenciesPerMinute`). */
  isEmergency?: boolean
}

/** An adviser as routing sees them. */
export interface Adviser {
  id: string
  profile: Profile
  /** Units of attention, 100 for everybody who says nothing else. */
  capacity: number
  /** Channels on which they may be offered something now. */
  routable: ReadonlySet<string>
  /** Most at once on a channel, where it is not the workspace's. */
  most?: Readonly<Record<string, number>>
  /** By how much longer an offer to them lasts; as long as to anybody where it is not said. */
  offerTimes?: number
  /** Since when they have had nothing to do. */
  idleSince: number
}

/** What a channel takes of a person. */
export interface ChannelRules {
  /** Units while it is worked on, and while it is parked. */
  units: number
  parkedUnits: number
  /** How long a customer is quiet before it is parked, where that is not at once. */
  quietMinutes?: number
  /** Most at once for one person. */
  most: number
  /** Nothing else runs beside it. */
  isExclusive: boolean
  /** Channels whose work is set aside when one of these comes. */
  interrupts: readonly string[]
  /** How long it is offered before it was missed; for ever where this is not said. */
  offerMs?: number
}

/** What holds for everybody of a workspace. */
export interface Rules {
  channels: Readonly<Record<string, ChannelRules>>
  /** Before somebody who refused or missed an item is offered it again; and when nobody else is there for it. */
  backOffMs: number
  backOffAloneMs: number
  /** Offers missed in a row after which somebody is not offered anything until they say that they are back. */
  missesAllowed: number
  /** Share of each employer, by what it is a share of; the house is one of them. */
  shares: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Open time for which an item waits for the employer whose turn it is. */
  shareHoldsMs: number
  /** The better at what is asked goes before the longer idle, among equally flexible people. */
  prefersFit: boolean
  emergenciesPerMinute: number
}

/** Open time of calendars; both grow with each other, and a closed hour is one point of open time. */
export interface OpenTime {
  /** Open time of a calendar up to an instant, in milliseconds, from a beginning that does not matter. */
  positionAt(calendar: string, instant: number): number
  /** The first instant at which so much open time has passed. */
  instantOf(calendar: string, position: number): number
}

/** What is asked at a rung of a ladder: any of its requirements so far. */
export const askedUpTo = (ladder: readonly Step[], step: number): Requirement[] =>
  ladder.slice(0, step + 1).map(({ requirement }) => requirement)

/** Whether a profile has all that a requirement asks. */
export function meets(profile: Profile, needed: Requirement): boolean {
  for (const skill in needed.skills) if ((profile.skills[skill] ?? 0) < needed.skills[skill]!) return false
  return (
    needed.employers.includes(profile.employer) &&
    isOneOf(needed.languages, profile.languages) &&
    isOneOf(needed.groups, profile.groups)
  )
}

const isOneOf = (wanted: readonly string[], had: readonly string[]) =>
  wanted.length === 0 || wanted.some(one => had.includes(one))

/** How much better than needed somebody is at what is asked: the sum of the levels above the least ones. */
export function fitOf(profile: Profile, needed: Requirement): number {
  let fit = 0
  for (const skill in needed.skills) fit += (profile.skills[skill] ?? 0) - needed.skills[skill]!
  return fit
}

/** One text for equal requirements, and another for others. */
export const requirementKey = ({ skills, languages, groups, employers }: Requirement): string =>
  JSON.stringify([sorted(skills), [...languages].sort(), [...groups].sort(), [...employers].sort()])

/** One text for equal profiles, and another for others. */
export const profileKey = ({ skills, languages, groups, employer }: Profile): string =>
  JSON.stringify([sorted(skills), [...languages].sort(), [...groups].sort(), employer])

const sorted = (levels: Readonly<Record<string, number>>) =>
  Object.entries(levels).sort(([one], [other]) => (one < other ? -1 : 1))
