import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'

/** How much of a message is said aloud: enough to know whether to read it. */
const heardLength = 160

/** Says a message that arrives in the open conversation, once. Those of mine are said wherever I am. */
export function useHeardMessages(conversation: Pick<Conversation, 'assignee'>, messages: readonly Message[]) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const announce = useAnnounce()
  const last = messages.findLast(message => message.direction === 'in')
  const heard = useRef<string>(undefined)
  const hear = useEffectEvent(() => {
    const isNews = heard.current !== undefined && last !== undefined && heard.current < last.id
    heard.current = last?.id ?? ''
    if (isNews && conversation.assignee?.id !== me.member.id)
      announce(t('notice.message', { name: last.author.name, text: last.text.slice(0, heardLength) }))
  })
  const lastId = last?.id
  const isLoaded = messages.length > 0
  useEffect(() => {
    void lastId
    if (isLoaded) hear()
  }, [lastId, isLoaded])
}
