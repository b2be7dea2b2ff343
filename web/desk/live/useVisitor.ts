import { useState } from 'react'
import type { VisitorSign } from '../../../contract/events.ts'
import { useVisitorSigns } from '../../live/LiveProvider.tsx'

/** Whether the visitor of a chat is there and writes; away until something says otherwise. */
export function useVisitor(conversationId: string): Pick<VisitorSign, 'isHere' | 'isTyping'> {
  const [last, setLast] = useState<VisitorSign>()
  useVisitorSigns(setLast)
  return last?.conversationId === conversationId ? last : { isHere: false, isTyping: false }
}
