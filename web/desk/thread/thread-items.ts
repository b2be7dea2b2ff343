import type { Message } from '../../../contract/conversations.ts'
import type { SystemLine } from './system-lines.ts'

export type ThreadItem =
  | { kind: 'older'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string; count: number }
  | { kind: 'message'; key: string; message: Message; continues: boolean }
  | { kind: 'line'; key: string; line: SystemLine }
  | { kind: 'folded'; key: string; lines: SystemLine[] }

export interface ThreadParts {
  /** Oldest first. */
  messages: readonly Message[]
  lines: readonly SystemLine[]
  hasOlder: boolean
  /** First message not read when the thread was opened. */
  firstUnreadId: string | undefined
  /** Runs of lines that were asked for, by the id of their first line. */
  unfolded: ReadonlySet<string>
  /** The calendar day of an instant where the reader works. */
  dayOf: (at: string) => string
}

/** More lines than this in a row are one line until asked for. */
const longestRun = 3

/** Two messages of one author within this time are one breath: the second needs no name. */
const breathMs = 5 * 60_000

/** Lays out a thread: days, the unread line, messages of every channel, and what happened between them. */
export function buildThread(parts: ThreadParts): ThreadItem[] {
  const items: ThreadItem[] = parts.hasOlder ? [{ kind: 'older', key: 'older' }] : []
  const from = parts.hasOlder ? parts.messages[0]?.at : undefined
  // Lines of what is not loaded yet come with it.
  const lines = from ? parts.lines.filter(line => Date.parse(line.at) >= Date.parse(from)) : parts.lines
  const entries = [
    // Taken back before it left: a line tells it, the words are a draft again.
    ...parts.messages
      .filter(message => message.deliveryStatus !== 'cancelled')
      .map(message => ({ at: message.at, message, line: undefined })),
    ...lines.map(line => ({ at: line.at, message: undefined, line })),
  ].sort((one, other) => placeOf(one) - placeOf(other))
  let day: string | undefined
  let previous: Message | undefined
  let run: SystemLine[] = []

  const endRun = () => {
    if (run.length === 0) return
    const plain = run.filter(line => !isSaidByCustomer(line))
    const folds = plain.length > longestRun && !parts.unfolded.has(plain[0]!.id)
    if (folds) items.push({ kind: 'folded', key: `run-${plain[0]!.id}`, lines: plain })
    for (const line of folds ? run.filter(isSaidByCustomer) : run)
      items.push({ kind: 'line', key: line.id, line })
    run = []
    previous = undefined
  }

  for (const { at, message, line } of entries) {
    const today = parts.dayOf(at)
    if (today !== day) {
      endRun()
      items.push({ kind: 'day', key: `day-${today}`, at })
      day = today
      previous = undefined
    }
    if (line) {
      run.push(line)
      continue
    }
    endRun()
    if (message.id === parts.firstUnreadId) {
      const count = parts.messages.filter(one => one.direction !== 'out' && one.id >= message.id).length
      items.push({ kind: 'unread', key: 'unread', count })
      previous = undefined
    }
    items.push({ kind: 'message', key: message.id, message, continues: continues(previous, message) })
    previous = message
  }
  endRun()
  return items
}

/** The customer's score and words are never folded away with our own bookkeeping. */
const isSaidByCustomer = (line: SystemLine) => line.what === 'surveyAnswered'

/** A reopening is noted just after the message that caused it, and reads better just before. */
function placeOf({ at, line }: { at: string; line: SystemLine | undefined }): number {
  return Date.parse(at) - (line?.what === 'reopened' ? 2000 : 0)
}

function continues(previous: Message | undefined, message: Message): boolean {
  return (
    previous !== undefined &&
    previous.direction === message.direction &&
    previous.channel === message.channel &&
    previous.author.kind === message.author.kind &&
    previous.author.id === message.author.id &&
    previous.from.address === message.from.address &&
    Date.parse(message.at) - Date.parse(previous.at) < breathMs
  )
}

/**
 * Where a thread opens: the first message after the last one read. Someone who never read it begins where the
 * customer waits, after the last answer; undefined opens at the end.
 */
export function firstUnread(
  messages: readonly Message[],
  lastReadId: string | null,
  myId: string,
): Message | undefined {
  if (lastReadId !== null)
    return messages.find(
      message => message.id > lastReadId && !isMine(message, myId) && message.direction !== 'out',
    )
  const lastAnswer = messages.findLastIndex(message => message.direction === 'out')
  return messages.slice(lastAnswer + 1).find(message => message.direction === 'in')
}

const isMine = (message: Message, myId: string) => message.author.id === myId

/** What arrived since the writer last looked: E48 warns of it before an answer leaves. */
export function arrivedSince(
  messages: readonly Message[],
  seenId: string | null | undefined,
  myId: string,
): Message[] {
  if (!seenId) return []
  return messages.filter(
    message =>
      message.id > seenId &&
      message.direction !== 'note' &&
      message.deliveryStatus !== 'cancelled' &&
      !isMine(message, myId),
  )
}
