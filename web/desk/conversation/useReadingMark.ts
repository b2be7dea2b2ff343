import { useEffect, useState } from 'react'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useMarkRead } from '../acts/useReading.ts'
import { firstUnread } from '../thread/thread-items.ts'

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
): string | undefined {
  const { me } = useSession()
  const markRead = useMarkRead()
  const [first, setFirst] = useState<{ id: string | undefined }>()
  if (!first && messages.length > 0) {
    const found = firstUnread(messages, conversation.lastReadMessageId, me.member.id)
    // Never read is not news: a line above the whole thread would say nothing.
    setFirst({ id: conversation.lastReadMessageId === null && found === messages[0] ? undefined : found?.id })
  }
  const { id, lastReadMessageId, unread } = conversation
  const lastId = messages.findLast(message => !message.id.startsWith('pending-'))?.id
  useEffect(() => {
    if (!lastId || !isAtEnd || (lastReadMessageId !== null && lastReadMessageId >= lastId && !unread)) return
    const mark = () => {
      if (document.visibilityState === 'visible') void markRead(id, lastId)
    }
    const timer = setTimeout(mark, glanceMs)
    document.addEventListener('visibilitychange', mark)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', mark)
    }
  }, [id, lastId, lastReadMessageId, unread, isAtEnd, markRead])
  return first?.id
}
