import type { ChatMessage, ChatState } from '../../contract/chat.ts'

type Entry =
  | { kind: 'message'; message: ChatMessage }
  | { kind: 'other'; key: string; name: string; hasLeft: boolean }

/** The messages with, between them, who came to write beside the adviser and who left. */
export function withOthers(messages: readonly ChatMessage[], others: ChatState['others'] = []): Entry[] {
  const moves = others.flatMap(({ id, firstName, joinedAt, leftAt }) => [
    { at: joinedAt, key: `${id} in`, name: firstName, hasLeft: false },
    ...(leftAt === null ? [] : [{ at: leftAt, key: `${id} out`, name: firstName, hasLeft: true }]),
  ])
  moves.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
  const entries: Entry[] = []
  for (const message of messages) {
    while (moves[0] && Date.parse(moves[0].at) <= Date.parse(message.at)) entries.push(told(moves.shift()!))
    entries.push({ kind: 'message', message })
  }
  return [...entries, ...moves.map(told)]
}

const told = ({ key, name, hasLeft }: { key: string; name: string; hasLeft: boolean }): Entry => ({
  ...{ kind: 'other', key, name, hasLeft },
})
