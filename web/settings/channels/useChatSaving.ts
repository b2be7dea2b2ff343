import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ChatChannel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { isProblem } from '../../api/api-problem.ts'
import { isOverwriting, touchedOf } from './chat-saving.ts'
import { type ChatValues, toChatValues } from './chat-values.ts'

interface Known {
  version: number
  values: ChatValues
}

/**
 * Saves what was touched of a chat. Somebody else's change of another part goes through; of the same part it is refused
 * once, with the sentence of the server, and saved over it the second time, when it was read.
 */
export function useChatSaving(channel: ChatChannel, shown: ChatValues) {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { id } = channel
  /** The page asks again by itself; of a part that one is changing, that is not reading. */
  const read = useRef<Known>(knownOf(channel))
  useEffect(() => {
    const now = knownOf(channel)
    if (!isOverwriting(read.current.values, now.values, touchedOf(now.values, shown))) read.current = now
  })

  const send = (version: number, changes: object) =>
    call.channels.update({ id, kind: 'chat', version, ...changes })
  const show = (now: ChatChannel) =>
    queryClient.setQueryData(query.channels.get.queryKey({ input: { id } }), now)

  return async (values: ChatValues): Promise<ChatValues> => {
    const changes = touchedOf(toChatValues(channel), values)
    try {
      const saved = (await send(read.current.version, changes)) as ChatChannel // of the kind that was sent
      read.current = knownOf(saved)
      show(saved)
      return read.current.values
    } catch (error) {
      if (!isProblem(error, 'channel.changed_meanwhile')) throw error
      const now = (await call.channels.get({ id })) as ChatChannel // a channel stays what it is
      const isTheirs = isOverwriting(read.current.values, toChatValues(now), changes)
      read.current = knownOf(now)
      show(now)
      if (isTheirs) throw error
      const saved = (await send(now.version, changes)) as ChatChannel // of the kind that was sent
      read.current = knownOf(saved)
      show(saved)
      return read.current.values
    }
  }
}

const knownOf = (channel: ChatChannel): Known => ({ version: channel.version, values: toChatValues(channel) })
