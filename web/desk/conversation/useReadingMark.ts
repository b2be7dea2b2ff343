import { useEffect, useRef, useState } from 'react'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useMarkRead } from '../acts/useReading.ts'
import { firstUnread } from '../thread/thread-items.ts'

export interface ReadingStart {
  /** The message to begin at; undefined opens at the end. */
  atId: string | undefined
  /** The message that the unread line stands before. */
  lineId: string | undefined
  /** The last message that was there. */
  lastId: string | undefined
}

const nowhere: ReadingStart = { atId: undefined, lineId: undefined, lastId: undefined }

/** How long a conversation must be before the eyes to count as read. */
const glanceMs = 600

/**
 * Remembers what was unread when the conversation was opened, so that its line stays where it is while one reads, and
 * marks what is before the eyes as read: only in a window that is in front.
 */
export function useReadingMark(
  conversation: Conversation,
  messages: readonly Message[],
  isAtEnd: boolean,
): ReadingStart {
  const { me } = useSession()
  const markRead = useMarkRead()
  const [start, setStart] = useState<ReadingStart>()
  if (!start && messages.length > 0) {
    // Never opened by me and waiting for nobody: nothing in it is news.
    const isNews = conversation.lastReadMessageId !== null || conversation.unread
    const found = isNews ? firstUnread(messages, conversation.lastReadMessageId, me.member.id) : undefined
    setStart({
      atId: found?.id,
      // A line above the whole thread would say nothing.
      lineId: found === messages[0] ? undefined : found?.id,
      lastId: messages.at(-1)!.id,
    })
  }
  const { id } = conversation
  const lastId = messages.findLast(message => !message.id.startsWith('pending-'))?.id
  const marked = useRef<string>(undefined)
  // What is there on opening is read by being opened; what comes later, by being before the eyes.
  const isSeen = isAtEnd || lastId === start?.lastId
  useEffect(() => {
    // Once each: someone who marks it unread while it is open means it.
    if (!lastId || !isSeen || marked.current === lastId) return
    const mark = () => {
      if (document.visibilityState !== 'visible' || marked.current === lastId) return
      marked.current = lastId
      void markRead(id, lastId)
    }
    const timer = setTimeout(mark, glanceMs)
    document.addEventListener('visibilitychange', mark)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', mark)
    }
  }, [id, lastId, isSeen, markRead])
  return start ?? nowhere
}
