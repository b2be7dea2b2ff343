import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useDesk } from '../DeskContext.tsx'

/** Remembers the last message I read; a failure only means that the row stays bold. */
export function useMarkRead() {
  const { call } = useApi()
  const { cache } = useDesk()
  return useCallback(
    async (id: string, lastReadMessageId: string) => {
      cache.patchRow(id, { unread: false })
      await call.conversations.markRead({ id, lastReadMessageId }).catch(() => undefined)
    },
    [call, cache],
  )
}

/** Marks conversations unread: those chosen, else the one that arrows are on. */
export function useMarkUnread() {
  const { t } = useTranslation('desk')
  const { call } = useApi()
  const { cache } = useDesk()
  const announce = useAnnounce()
  return useCallback(
    (chosen: readonly ConversationRow[], active: ConversationRow | undefined) => {
      const rows = chosen.length > 0 ? chosen : active ? [active] : []
      for (const row of rows) {
        cache.patchRow(row.id, { unread: true })
        call.conversations.markRead({ id: row.id, lastReadMessageId: null }).catch(() => {
          cache.patchRow(row.id, { unread: row.unread })
        })
      }
      if (rows.length > 0) announce(t('done.unread'), 'polite', { visible: true })
    },
    [call, cache, announce, t],
  )
}
