import type { Message } from '../../../contract/conversations.ts'

/** What a split of the chosen messages would make, or why it cannot. */
export interface SplitPreview {
  moving: readonly Message[]
  staying: number
  /** The new conversation begins with its words. */
  first: Message | undefined
  refused?: 'none' | 'notesOnly' | 'all' | 'leaving'
}

/** Messages of a thread that can be chosen: what was taken back is no longer there. */
export const choosable = (message: Message): boolean => message.deliveryStatus !== 'cancelled'

/** Sums up a choice before it is made; the server holds to the same rules. */
export function previewSplit(messages: readonly Message[], chosen: ReadonlySet<string>): SplitPreview {
  const all = messages.filter(choosable)
  const moving = all.filter(message => chosen.has(message.id))
  const staying = all.length - moving.length
  const first = moving.find(isSaid)
  const refused =
    moving.length === 0
      ? 'none'
      : !first
        ? 'notesOnly'
        : moving.some(isLeaving)
          ? 'leaving'
          : all.some(message => isSaid(message) && !chosen.has(message.id))
            ? undefined
            : 'all'
  return { moving, staying, first, ...(refused && { refused }) }
}

/** The messages from one to another, both included, whichever comes first. */
export function stretch(messages: readonly Message[], from: string, to: string): string[] {
  const ids = messages.filter(choosable).map(message => message.id)
  const [one, other] = [ids.indexOf(from), ids.indexOf(to)]
  if (one < 0 || other < 0) return [to]
  return ids.slice(Math.min(one, other), Math.max(one, other) + 1)
}

const isSaid = (message: Message) => message.direction !== 'note'
const isLeaving = ({ deliveryStatus }: Message) =>
  deliveryStatus === 'queued' || deliveryStatus === 'scheduled'
