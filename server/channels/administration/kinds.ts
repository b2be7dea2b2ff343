import type { Channel, ChannelChanges, ChannelKind, NewChannel } from '#contract/channels.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import type { ChannelRecord, ChannelTimes } from './records.ts'

export type NewOf<Kind extends ChannelKind> = Extract<NewChannel, { kind?: Kind }>
export type ChangesOf<Kind extends ChannelKind> = Extract<ChannelChanges, { kind?: Kind }>
export type ChannelOf<Kind extends ChannelKind> = Extract<Channel, { kind: Kind }>

/** How one kind of channel is set up; each has its own folder beside this one. */
export interface KindOfChannel<Kind extends ChannelKind = ChannelKind> {
  kind: Kind
  /** True when it cannot be switched on before it says which team answers (E17). */
  needsTeam: boolean
  create(tx: Tx, actor: Actor | null, wishes: NewOf<Kind>): Promise<ChannelRecord>
  change(tx: Tx, actor: Actor, before: ChannelRecord, changes: ChangesOf<Kind>): Promise<ChannelRecord>
  /** As the contract says it: secrets never come out. */
  present(row: ChannelRecord, times?: ChannelTimes): ChannelOf<Kind>
  /** As someone may see it who is no administrator. */
  withoutSetUp(channel: ChannelOf<Kind>): ChannelOf<Kind>
}

/** One of the kinds there are. */
export type AnyKind = { [Kind in ChannelKind]: KindOfChannel<Kind> }[ChannelKind]
