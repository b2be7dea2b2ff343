import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { FeedEvent } from '../../../contract/events.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents, useSubscribe } from '../../live/LiveProvider.tsx'
import { conversationsOf } from './event-rows.ts'

/** Events of one act come together: they are one question. */
const gatherMs = 80

/** Keeps the open conversation true: its messages, its header, what happened in it, and the card of the person. */
export function useLiveThread(conversationId: string, contactId: string) {
  const { query } = useApi()
  const queryClient = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useSubscribe({ conversations: [conversationId], contacts: [contactId] })
  useLiveEvents(event => {
    if (event.contactId === contactId && isAboutPerson(event)) {
      for (const key of [
        query.contacts.getContact.queryKey({ input: { id: contactId } }),
        query.contacts.listRecords.queryKey({ input: { id: contactId } }),
        query.contacts.timeline.key({ input: { id: contactId } }),
        query.loops.listRecoveries.key({ input: { conversation: conversationId } }),
      ])
        void queryClient.invalidateQueries({ queryKey: key })
    }
    if (event.contactId === contactId)
      // The requests of the person, on the card.
      void queryClient.invalidateQueries({
        queryKey: query.conversations.list.key({ input: { contact: contactId } }),
      })
    if (!conversationsOf(event).includes(conversationId)) return
    // Whatever is written or changed may hold, or free, what is to leave.
    void queryClient.invalidateQueries({
      queryKey: query.scheduledReplies.list.queryKey({ input: { id: conversationId } }),
    })
    if (event.type.startsWith('side_conversation.'))
      void queryClient.invalidateQueries({
        queryKey: query.sideConversations.list.queryKey({ input: { id: conversationId } }),
      })
    if (event.type.startsWith('conversation.transfer') || event.type === 'conversation.assigned')
      void queryClient.invalidateQueries({
        queryKey: query.transfers.list.queryKey({ input: { id: conversationId } }),
      })
    // A note may answer, a reply makes an answer old, and whoever has it may hand it over.
    if (/^(?:conversation\.(?:consult|assigned)|message\.)/.test(event.type))
      void queryClient.invalidateQueries({
        queryKey: query.consultations.list.queryKey({ input: { id: conversationId } }),
      })
    if (/^conversation\.(?:participant_|assigned|closed)/.test(event.type))
      void queryClient.invalidateQueries({
        queryKey: query.participations.list.queryKey({ input: { id: conversationId } }),
      })
    const happenings = query.events.after.queryKey({
      input: { conversation: conversationId, after: 0, limit: 500 },
    })
    // An answer on its way may be older than this event, and would take its place.
    if (queryClient.getQueryState(happenings)?.fetchStatus === 'fetching')
      void queryClient.invalidateQueries({ queryKey: happenings })
    else
      queryClient.setQueryData(happenings, known =>
        known && !known.items.some(one => one.seq === event.seq)
          ? { ...known, items: [...known.items, event] }
          : known,
      )
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      for (const key of [
        query.conversations.messages.key({ input: { id: conversationId } }),
        query.conversations.get.queryKey({ input: { id: conversationId } }),
        query.complaints.get.queryKey({ input: { id: conversationId } }),
      ])
        void queryClient.invalidateQueries({ queryKey: key })
    }, gatherMs)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
}

/** Events that change what the card shows. */
function isAboutPerson({ type }: FeedEvent): boolean {
  return /^(?:contact|identity|record|company|survey|recovery)\./.test(type)
}
