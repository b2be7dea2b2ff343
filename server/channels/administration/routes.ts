import { implement } from '@orpc/server'
import type { Channel, ChannelKind } from '#contract/channels.ts'
import { contract } from '#contract/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import { isUniqueViolation } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { deleteChannel, dependentsOf, restoreChannel } from './deleting.ts'
import type { AnyKind, KindOfChannel } from './kinds.ts'
import { type ChannelRecord, channelRecord, channelTimes, channelToChange, listChannels } from './records.ts'

export interface AdministrationDeps {
  ground: Ground
  kinds: readonly AnyKind[]
  /** True when the customers' threads know this kind: they can be answered by it. */
  isMapped: (kind: string) => boolean
}

/** The routes that all kinds of channels share. */
export function administrationRoutes({ ground, kinds, isMapped }: AdministrationDeps) {
  const os = implement(contract.channels).$context<RequestContext>().use(guard)
  // What is asked of a kind is of that kind: the row or the input was looked at first.
  const known = new Map(kinds.map(kind => [kind.kind as string, kind as KindOfChannel]))
  const kindOf = (name: ChannelKind): KindOfChannel => {
    const kind = known.get(name)
    if (!kind) throw new NotFound('channel')
    return kind
  }
  return {
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      const times = await channelTimes(tx)
      const rows = (await listChannels(tx, input.deleted)).filter(row => known.has(row.kind))
      return { items: rows.map(row => shownTo(actor, known.get(row.kind)!, row, times.get(row.id))) }
    }),
    get: os.get.handler(async ({ input, context: { tx, actor } }) => {
      const row = await channelRecord(tx, input.id)
      const kind = known.get(row.kind)
      if (!kind) throw new NotFound('channel')
      return shownTo(actor, kind, row, (await channelTimes(tx)).get(row.id))
    }),
    create: os.create.handler(async ({ input, context: { tx, actor } }) => {
      const kind = kindOf(input.kind ?? 'email')
      const row = await refusalIsSaid(input, () => kind.create(tx, actor, input))
      requireMapped(kind, row)
      return kind.present(row)
    }),
    update: os.update.handler(async ({ input, context: { tx, actor } }) => {
      const before = await channelToChange(tx, input.id)
      const kind = kindOf(input.kind ?? 'email')
      // What one kind has the other has not: changed as another, a part of what was asked would be lost without a word.
      if (before.kind !== kind.kind) throw new Invalid('channel.other_kind', { kind: before.kind })
      if (input.version !== undefined && input.version !== before.version)
        throw new Refused('channel.changed_meanwhile')
      const row = await refusalIsSaid(input, () => kind.change(tx, actor, before, input))
      requireMapped(kind, row)
      return kind.present(row, (await channelTimes(tx)).get(row.id))
    }),
    dependents: os.dependents.handler(({ input, context: { tx } }) => dependentsOf(ground, tx, input.id)),
    remove: os.remove.handler(async ({ input, context: { tx, actor } }) => {
      const row = await deleteChannel(ground, tx, actor, input.id)
      return presented(row, (await channelTimes(tx)).get(row.id))
    }),
    restore: os.restore.handler(async ({ input, context: { tx, actor } }) => {
      const { address } = await channelRecord(tx, input.id)
      // Somebody may have taken it meanwhile, here or in another workspace.
      const row = await refusalIsSaid({ address }, () => restoreChannel(ground, tx, actor, input.id))
      return presented(row, (await channelTimes(tx)).get(row.id))
    }),
  }

  function presented(row: ChannelRecord, times: Parameters<KindOfChannel['present']>[1]): Channel {
    const kind = known.get(row.kind)
    if (!kind) throw new NotFound('channel')
    return kind.present(row, times)
  }

  /** E17: what no thread knows, or nobody answers, is not switched on. */
  function requireMapped({ kind, needsTeam }: KindOfChannel, row: ChannelRecord) {
    if (row.enabled && (!isMapped(kind) || (needsTeam && row.team_id === null))) throw notMapped()
  }
}

const notMapped = () => new Refused('channel.not_mapped', {}, 422)

/** Says what the database refuses in the words of people. */
async function refusalIsSaid<T>(input: object, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error))
      throw new Refused('channel.address_taken', { address: 'address' in input ? input.address : '' })
    if ((error as { constraint?: string }).constraint === 'channels_mapped') throw notMapped()
    throw error
  }
}

/** How a channel is set up is the administrators' affair, what goes wrong there that of those who lead. */
function shownTo(
  actor: Actor,
  kind: KindOfChannel,
  row: ChannelRecord,
  times: Parameters<KindOfChannel['present']>[1],
): Channel {
  const channel = kind.present(row, times)
  if (actor.role === 'administrator') return channel
  const error = actor.role === 'supervisor' ? channel.health.error : null
  const plain = kind.withoutSetUp(channel)
  return { ...plain, health: { ...plain.health, error } }
}
