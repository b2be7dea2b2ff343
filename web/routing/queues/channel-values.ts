import type { ChannelRouting, RoutedChannel } from '../../../contract/queues.ts'

/** What the form of a channel holds; a number that is being typed may be a text. */
export interface ChannelValues extends Record<string, unknown> {
  most: number | string
  units: number | string
  parkedUnits: number | string
  quietMinutes: number | string
  interrupts: RoutedChannel[]
  offerSeconds: number | string
  owner: number | string
  language: number | string
  target: number | string
}

/** Minutes in one of what a channel's times are told in: chats are thought of in minutes, mails in hours. */
export const minutesIn = (channel: RoutedChannel): number => (channel === 'chat' ? 1 : 60)

/** What is kept of a channel, as its form shows it. */
export function toValues(channel: RoutedChannel, kept: ChannelRouting): ChannelValues {
  const per = minutesIn(channel)
  return {
    most: kept.most,
    units: kept.units,
    parkedUnits: kept.parkedUnits,
    quietMinutes: kept.quietMinutes,
    interrupts: kept.interrupts,
    offerSeconds: kept.offerSeconds ?? '',
    owner: kept.ownerMinutes / per,
    language: kept.languageMinutes / per,
    target: kept.targetMinutes / per,
  }
}

/** What the form of a channel says, as it is kept. */
export function toChannel(channel: RoutedChannel, values: ChannelValues): ChannelRouting {
  const per = minutesIn(channel)
  const minutes = (value: number | string) => Math.round(Number(value) * per)
  return {
    most: Number(values.most),
    units: Number(values.units),
    parkedUnits: Number(values.parkedUnits),
    quietMinutes: Number(values.quietMinutes),
    interrupts: values.interrupts,
    offerSeconds: values.offerSeconds === '' ? null : Number(values.offerSeconds),
    ownerMinutes: minutes(values.owner),
    languageMinutes: minutes(values.language),
    targetMinutes: minutes(values.target),
  }
}
