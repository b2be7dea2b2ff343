import { useCallback, useMemo, useRef, useState } from 'react'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useEscape } from '../../keyboard/useCommands.ts'
import { useRegroup } from '../acts/useRegroup.ts'
import { stretch } from './split-choice.ts'

/** Messages being chosen for a conversation of their own; nothing is chosen while `chosen` is undefined. */
export function useSplitChoice(conversation: Conversation, messages: readonly Message[]) {
  const { split } = useRegroup()
  const [chosen, setChosen] = useState<ReadonlySet<string>>()
  const [startId, setStart] = useState<string>()
  const last = useRef<string>(undefined)

  const begin = useCallback((message?: Message) => {
    setChosen(new Set(message ? [message.id] : []))
    setStart(message?.id)
    last.current = message?.id
  }, [])
  const cancel = useCallback(() => setChosen(undefined), [])
  useEscape(cancel, chosen !== undefined)

  const thread = useRef(messages)
  thread.current = messages
  /** Chooses or leaves one message; with `extend`, everything from the last one to it. */
  const toggle = useCallback((message: Message, isChosen: boolean, extend: boolean) => {
    const touched = extend && last.current ? stretch(thread.current, last.current, message.id) : [message.id]
    last.current = message.id
    setChosen(known => {
      const next = new Set(known)
      for (const id of touched) {
        if (isChosen) next.add(id)
        else next.delete(id)
      }
      return next
    })
  }, [])
  const finish = () => {
    if (!chosen) return
    setChosen(undefined)
    void split(conversation, { messageIds: [...chosen] })
  }
  const choice = useMemo(() => chosen && { chosen, startId, toggle }, [chosen, startId, toggle])
  return { choice, begin, cancel, finish }
}

export type SplitChoice = NonNullable<ReturnType<typeof useSplitChoice>['choice']>
