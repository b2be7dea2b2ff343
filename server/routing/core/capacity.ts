import type { ChannelRules } from './model.ts'

/** One piece of work that somebody has. */
export interface Load {
  itemId: string
  channel: string
  isParked: boolean
  /** Set aside for something more pressing: it takes no units until that is done. */
  isSuspended: boolean
}

type Channels = Readonly<Record<string, ChannelRules>>

/** Units that a load takes now. */
export const unitsOf = ({ channel, isParked, isSuspended }: Load, channels: Channels): number =>
  isSuspended ? 0 : isParked ? channels[channel]!.parkedUnits : channels[channel]!.units

/** Units that all of somebody's loads take now. */
export const unitsUsed = (loads: readonly Load[], channels: Channels): number =>
  loads.reduce((sum, load) => sum + unitsOf(load, channels), 0)

/**
 * Whether there is room for one more piece of work on a channel, if need be with something set aside: there is none where
 * they have as many of that channel as they may, something exclusive runs, or what cannot be interrupted fills them.
 */
export function hasRoom(
  loads: readonly Load[],
  channel: string,
  { capacity, most }: { capacity: number; most: number },
  channels: Channels,
): boolean {
  const rules = channels[channel]!
  let held = 0
  let used = rules.units
  for (const load of loads) {
    if (load.channel === channel && !load.isParked) held += 1
    const units = unitsOf(load, channels)
    if (units > 0 && mayStop(load, rules)) continue
    if (isInTheWay(load, units, rules, channels)) return false
    used += units
  }
  return held < most && used <= capacity
}

/** What must be set aside for one more piece of work on a channel, the latest first; undefined when there is no room even so. */
export function roomFor(
  loads: readonly Load[],
  channel: string,
  limits: { capacity: number; most: number },
  channels: Channels,
): Load[] | undefined {
  if (!hasRoom(loads, channel, limits, channels)) return undefined
  const rules = channels[channel]!
  const stopped = loads.filter(load => isInTheWay(load, unitsOf(load, channels), rules, channels))
  let used = rules.units + unitsUsed(loads, channels) - unitsUsed(stopped, channels)
  for (let at = loads.length - 1; at >= 0 && used > limits.capacity; at--) {
    const load = loads[at]!
    const units = unitsOf(load, channels)
    if (units === 0 || stopped.includes(load) || !mayStop(load, rules)) continue
    stopped.push(load)
    used -= units
  }
  return stopped
}

/** Nobody is on what is parked: what takes everything need not wait for it. */
const mayStop = ({ channel, isParked }: Load, { interrupts, isExclusive }: ChannelRules): boolean =>
  interrupts.includes(channel) || (isParked && isExclusive)

const isInTheWay = (
  { channel, isParked }: Load,
  units: number,
  rules: ChannelRules,
  channels: Channels,
): boolean => units > 0 && !isParked && (rules.isExclusive || channels[channel]!.isExclusive)

/** Of what was set aside, what has room again, the first set aside first. */
export function resumable(loads: readonly Load[], capacity: number, channels: Channels): Load[] {
  const back: Load[] = []
  let used = unitsUsed(loads, channels)
  for (const load of loads) {
    if (!load.isSuspended) continue
    const { isExclusive, units, parkedUnits } = channels[load.channel]!
    const takes = load.isParked ? parkedUnits : units
    if (used + takes > capacity) continue
    const clashes = (other: Load) =>
      (!other.isSuspended || back.includes(other)) &&
      !other.isParked &&
      (isExclusive || channels[other.channel]!.isExclusive)
    if (!load.isParked && loads.some(clashes)) continue
    used += takes
    back.push(load)
  }
  return back
}
