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
 * What must be set aside for one more piece of work on a channel, the latest first; undefined when there is no room even
 * so: they have as many of that channel as they may, something exclusive runs, or what cannot be interrupted fills them.
 */
export function roomFor(
  loads: readonly Load[],
  channel: string,
  { capacity, most }: { capacity: number; most: number },
  channels: Channels,
): Load[] | undefined {
  const rules = channels[channel]!
  // Nobody is on what is parked: what takes everything need not wait for it.
  const mayStop = (load: Load) =>
    rules.interrupts.includes(load.channel) || (load.isParked && rules.isExclusive)
  let held = 0
  let used = rules.units
  let stopped: Load[] = nothing
  for (const load of loads) {
    if (load.channel === channel && !load.isParked) held += 1
    const units = unitsOf(load, channels)
    const isInTheWay =
      units > 0 && !load.isParked && (rules.isExclusive || channels[load.channel]!.isExclusive)
    if (!isInTheWay) used += units
    else if (mayStop(load)) stopped = [...stopped, load]
    else return undefined
  }
  if (held >= most) return undefined
  for (let at = loads.length - 1; at >= 0 && used > capacity; at--) {
    const load = loads[at]!
    const units = unitsOf(load, channels)
    if (units === 0 || stopped.includes(load) || !mayStop(load)) continue
    stopped = [...stopped, load]
    used -= units
  }
  return used > capacity ? undefined : stopped
}

const nothing: Load[] = []

/** Of what was set aside, what has room again, the first set aside first. */
export function resumable(loads: readonly Load[], capacity: number, channels: Channels): Load[] {
  const running = loads.filter(load => !load.isSuspended)
  let used = unitsUsed(running, channels)
  const back: Load[] = []
  for (const load of loads) {
    if (!load.isSuspended) continue
    const units = unitsOf({ ...load, isSuspended: false }, channels)
    const isAlone = [...running, ...back].some(
      other =>
        !other.isParked && (channels[other.channel]!.isExclusive || channels[load.channel]!.isExclusive),
    )
    if (used + units > capacity || (isAlone && !load.isParked)) continue
    used += units
    back.push(load)
  }
  return back
}
