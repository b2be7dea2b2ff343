import type { ChannelRules } from './model.ts'

/** One piece of work that somebody has. */
export interface Load {
  itemId: string
  channel: string
  isParked: boolean
  /** Set aside for something more pressing: it takes no units until that is done. */
  isSuspended: boolean
}

export type RulesOf = (channel: string) => ChannelRules

/** Units that a load takes now. */
export const unitsOf = ({ channel, isParked, isSuspended }: Load, rulesOf: RulesOf): number =>
  isSuspended ? 0 : isParked ? rulesOf(channel).parkedUnits : rulesOf(channel).units

/** Units that all of somebody's loads take now. */
export const unitsUsed = (loads: readonly Load[], rulesOf: RulesOf): number =>
  loads.reduce((sum, load) => sum + unitsOf(load, rulesOf), 0)

/**
 * What must be set aside for one more piece of work on a channel, the latest first; undefined when there is no room even
 * so: they have as many of that channel as they may, something exclusive runs, or what cannot be interrupted fills them.
 */
export function roomFor(
  loads: readonly Load[],
  channel: string,
  { capacity, most }: { capacity: number; most: number },
  rulesOf: RulesOf,
): Load[] | undefined {
  const rules = rulesOf(channel)
  // Nobody is on what is parked: what takes everything need not wait for it.
  const mayStop = (load: Load) =>
    rules.interrupts.includes(load.channel) || (load.isParked && rules.isExclusive)
  let held = 0
  let used = rules.units
  let stopped: Load[] = nothing
  for (const load of loads) {
    if (load.channel === channel && !load.isParked) held += 1
    const units = unitsOf(load, rulesOf)
    const isInTheWay = units > 0 && !load.isParked && (rules.isExclusive || rulesOf(load.channel).isExclusive)
    if (!isInTheWay) used += units
    else if (mayStop(load)) stopped = [...stopped, load]
    else return undefined
  }
  if (held >= most) return undefined
  for (let at = loads.length - 1; at >= 0 && used > capacity; at--) {
    const load = loads[at]!
    const units = unitsOf(load, rulesOf)
    if (units === 0 || stopped.includes(load) || !mayStop(load)) continue
    stopped = [...stopped, load]
    used -= units
  }
  return used > capacity ? undefined : stopped
}

const nothing: Load[] = []

/** Of what was set aside, what has room again, the first set aside first. */
export function resumable(loads: readonly Load[], capacity: number, rulesOf: RulesOf): Load[] {
  const running = loads.filter(load => !load.isSuspended)
  let used = unitsUsed(running, rulesOf)
  const back: Load[] = []
  for (const load of loads) {
    if (!load.isSuspended) continue
    const units = unitsOf({ ...load, isSuspended: false }, rulesOf)
    const isAlone = [...running, ...back].some(
      other => !other.isParked && (rulesOf(other.channel).isExclusive || rulesOf(load.channel).isExclusive),
    )
    if (used + units > capacity || (isAlone && !load.isParked)) continue
    used += units
    back.push(load)
  }
  return back
}
