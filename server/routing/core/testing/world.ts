import type { Adviser, ChannelRules, OpenTime, Profile, Requirement, Rules, WorkItem } from '../model.ts'

const channel = (more: Partial<ChannelRules> = {}): ChannelRules => ({
  units: 100,
  parkedUnits: 5,
  most: 9,
  isExclusive: false,
  interrupts: [],
  ...more,
})

/** The channels as a workspace has them when nobody changed anything. */
export const someRules = (more: Partial<Rules> = {}): Rules => ({
  channels: {
    voice: channel({
      units: 100,
      most: 1,
      isExclusive: true,
      interrupts: ['message', 'mail'],
      offerMs: 20_000,
    }),
    chat: channel({ units: 33, most: 3, interrupts: ['mail'], offerMs: 30_000 }),
    message: channel({ units: 20, most: 5, offerMs: 60_000 }),
    mail: channel({ units: 12, parkedUnits: 0, most: 8 }),
  },
  backOffMs: 30_000,
  backOffAloneMs: 5_000,
  missesAllowed: 2,
  shares: {},
  shareHoldsMs: 120_000,
  prefersFit: false,
  emergenciesPerMinute: 2,
  ...more,
})

/** A place that never closes. */
export const always: OpenTime = { positionAt: (_, instant) => instant, instantOf: (_, position) => position }

const hour = 3_600_000
/** Open from nine to five of a day that begins at instant 0, and every day after it. */
export const officeHours: OpenTime = {
  positionAt(calendar, instant) {
    if (calendar === 'always') return instant
    const day = Math.floor(instant / (24 * hour))
    return day * 8 * hour + Math.min(Math.max(instant - day * 24 * hour - 9 * hour, 0), 8 * hour)
  },
  instantOf(calendar, position) {
    if (calendar === 'always') return position
    const day = Math.max(Math.ceil(position / (8 * hour)) - 1, 0)
    return day * 24 * hour + 9 * hour + (position - day * 8 * hour)
  },
}

/** What anybody of the house may do. */
export const anybody: Requirement = { skills: {}, languages: [], groups: [], employers: ['house'] }

/** An adviser who is free for everything. */
export function anAdviser(id: string, profile: Partial<Profile> = {}, more: Partial<Adviser> = {}): Adviser {
  return {
    id,
    profile: { skills: {}, languages: [], groups: [], employer: 'house', ...profile },
    capacity: 100,
    routable: new Set(['voice', 'chat', 'message', 'mail']),
    idleSince: 0,
    ...more,
  }
}

/** A request that anybody of the house may take. */
export function anItem(id: string, more: Partial<WorkItem> = {}): WorkItem {
  return {
    id,
    channel: 'voice',
    t0: 0,
    creditMs: 0,
    weight: 1,
    targetMs: 60_000,
    calendar: 'always',
    ladder: [{ afterMs: 0, requirement: anybody }],
    since: more.t0 ?? 0,
    ...more,
  }
}
