import { type RoutingChoices, routedChannels } from '#contract/queues.ts'
import type { ChannelRules, Rules, WorkItem } from './core/model.ts'

const hour = 60
const written = { units: 12, parkedUnits: 0, quietMinutes: 0, most: 8, interrupts: [], offerSeconds: null }

/** What holds in a workspace that says nothing else. */
export const defaultChoices: RoutingChoices = {
  channels: {
    chat: {
      ...{
        units: 33,
        parkedUnits: 5,
        quietMinutes: 3,
        most: 3,
        interrupts: ['email', 'form'],
        offerSeconds: 30,
      },
      ...{ ownerMinutes: 15, languageMinutes: 1, targetMinutes: 1 },
    },
    // Two days for mail (E33).
    email: { ...written, ownerMinutes: 4 * hour, languageMinutes: 4 * hour, targetMinutes: 48 * hour },
    form: { ...written, ownerMinutes: 4 * hour, languageMinutes: 4 * hour, targetMinutes: 48 * hour },
  },
  priorities: { low: 0.5, normal: 1, high: 2, urgent: 4 },
  vipWeight: 1.5,
  complaintWeight: 1.5,
  momentWeight: 2,
  backOffSeconds: 30,
  missesAllowed: 2,
  triageTeamId: null,
}

/** What a house chose, as the dispatcher's core reads it; where partners have shares of a team's requests, they are said by team. */
export function rulesFrom(
  { channels, backOffSeconds, missesAllowed }: RoutingChoices,
  shares: Rules['shares'] = {},
): Rules {
  const channelRules = routedChannels.map((channel): [string, ChannelRules] => {
    const { units, parkedUnits, quietMinutes, most, interrupts, offerSeconds } = channels[channel]
    const rules = { units, parkedUnits, quietMinutes, most, interrupts, isExclusive: false }
    return [channel, offerSeconds === null ? rules : { ...rules, offerMs: offerSeconds * 1000 }]
  })
  return {
    channels: Object.fromEntries(channelRules),
    backOffMs: backOffSeconds * 1000,
    backOffAloneMs: 5000,
    missesAllowed,
    shares,
    shareHoldsMs: 120_000,
    prefersFit: false,
    emergenciesPerMinute: 10,
  }
}

/** Says how pressing a request is: by its channel, its priority, whose it is, whether it complains, and at what moment (Q17, Q31). */
export function urgencyOf(
  { channels, priorities, vipWeight, complaintWeight, momentWeight }: RoutingChoices,
  asked: { channel: string; priority: string; isVip: boolean; isComplaint: boolean; isMoment: boolean },
): Pick<WorkItem, 'targetMs' | 'weight'> {
  const minutes = channelIn(channels, asked.channel)?.targetMinutes ?? 48 * hour
  const weight = valueIn(priorities, asked.priority) ?? 1
  return {
    targetMs: minutes * minuteMs,
    weight:
      weight *
      (asked.isVip ? vipWeight : 1) *
      (asked.isComplaint ? complaintWeight : 1) *
      (asked.isMoment ? momentWeight : 1),
  }
}

/** Open time for which a request on a channel is its owner's first. */
export const ownerWindowMs = ({ channels }: RoutingChoices, channel: string): number =>
  (channelIn(channels, channel)?.ownerMinutes ?? hour) * minuteMs

/** Open time for which those alone are asked who speak the customer's language. */
export const languageFirstMs = ({ channels }: RoutingChoices, channel: string): number =>
  (channelIn(channels, channel)?.languageMinutes ?? hour) * minuteMs

const minuteMs = 60_000
const valueIn = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
const channelIn = (channels: RoutingChoices['channels'], channel: string) => valueIn(channels, channel)
