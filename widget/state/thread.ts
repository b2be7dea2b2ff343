import type { ChatMessage, ChatNews } from '../../contract/chat.ts'

/** The conversation as far as this page knows it. */
export interface Thread {
  /** Number of the last change that is known; null before the first answer. */
  seq: number | null
  /** In the server's order, whatever the clocks say. */
  messages: readonly ChatMessage[]
  gone: ReadonlySet<string>
}

export const emptyThread: Thread = { seq: null, messages: [], gone: new Set() }

/**
 * The thread with what an answer or the socket told. They may overtake each other and say things twice: a message is there
 * once, its marks move forward only, and what was taken back stays away.
 */
export function told(thread: Thread, news: Pick<ChatNews, 'items'> & Partial<ChatNews>): Thread {
  const gone = news.gone?.length ? new Set([...thread.gone, ...news.gone]) : thread.gone
  const byId = new Map(thread.messages.map(message => [message.id, message]))
  for (const item of news.items) {
    const known = byId.get(item.id)
    byId.set(item.id, known?.isSeen ? { ...item, isSeen: true } : item)
  }
  return {
    seq: news.seq === undefined ? thread.seq : Math.max(thread.seq ?? 0, news.seq),
    messages: [...byId.values()].filter(({ id }) => !gone.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    gone,
  }
}

/** How many of ours the visitor has not seen. */
export const unreadIn = ({ messages }: Thread): number =>
  messages.filter(({ from, isSeen }) => from !== 'visitor' && !isSeen).length

/** The last message that is not the visitor's own. */
export const lastOfOurs = ({ messages }: Thread): ChatMessage | undefined =>
  messages.findLast(({ from }) => from !== 'visitor')
