import { useEffect, useState } from 'react'
import { useLiveState, useLooking } from '../../live/LiveProvider.tsx'
import { useSession } from '../../session.tsx'

export interface Looker {
  memberId: string
  name: string
  typing: boolean
}

/** Tells the others what I look at and whether I write; gives who else is there. */
export function useLookers(conversationId: string | undefined, isTyping: boolean): readonly Looker[] {
  const { me } = useSession()
  const [seen, setSeen] = useState<{ id: string; people: Looker[] }>()
  const connected = useLiveState()?.connected ?? false
  const look = useLooking(({ conversationId: id, people }) => setSeen({ id, people }))
  useEffect(() => {
    // After a cut the server has forgotten who looks at what: it is said again.
    if (connected) look(conversationId ?? null, isTyping)
  }, [look, conversationId, isTyping, connected])
  useEffect(() => () => look(null, false), [look])
  if (!seen || seen.id !== conversationId) return []
  return seen.people.filter(person => person.memberId !== me.member.id)
}
