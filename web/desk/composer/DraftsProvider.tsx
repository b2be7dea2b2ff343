import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from 'react'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveState } from '../../live/LiveProvider.tsx'
import { useSession } from '../../session.tsx'
import { useDesk } from '../DeskContext.tsx'
import {
  bodyOf,
  createDraftKeeper,
  type DraftKeeper,
  type DraftKind,
  type KeptDraft,
} from './draft-keeper.ts'

const DraftsContext = createContext<DraftKeeper | undefined>(undefined)

export interface DraftsProviderProps {
  children: ReactNode
}

/** Holds what is being written in every conversation, above the one that is open. */
export function DraftsProvider({ children }: DraftsProviderProps) {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { cache } = useDesk()
  const { workspace } = useSession()
  const connected = useLiveState()?.connected ?? false
  const keeper = useMemo(
    () =>
      createDraftKeeper({
        save: (id, kind, content) =>
          call.conversations.saveDraft({
            id,
            kind,
            body: bodyOf(content),
            seenMessageId: content.seenMessageId,
          }),
        drop: (id, kind) => call.conversations.dropDraft({ id, kind }),
        memory: sessionStorage,
        after: (milliseconds, run) => {
          const timer = setTimeout(run, milliseconds)
          return () => clearTimeout(timer)
        },
        onChange: (id, hasDraft) => {
          cache.patchRow(id, { hasDraft })
          void cache.recount()
          void queryClient.invalidateQueries({
            queryKey: query.conversations.list.key(),
            predicate: one => JSON.stringify(one.queryKey).includes('"view":"drafts"'),
          })
        },
      }),
    [call, query, queryClient, cache],
  )
  useEffect(() => {
    // A page that goes away cannot wait for answers: these requests outlive it.
    const leave = () => {
      for (const { conversationId, kind, content } of keeper.unconfirmed())
        void fetch(`/api/v1/conversations/${conversationId}/drafts/${kind}`, {
          method: 'PUT',
          keepalive: true,
          headers: { 'content-type': 'application/json', 'boucle-workspace': workspace.slug },
          body: JSON.stringify({ body: bodyOf(content), seenMessageId: content.seenMessageId }),
        }).catch(() => undefined)
    }
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      void keeper.flush()
    }
  }, [keeper, workspace.slug])
  useEffect(() => {
    if (connected) void keeper.flush()
  }, [keeper, connected])
  return <DraftsContext value={keeper}>{children}</DraftsContext>
}

/** The keeper of what is being written. */
export function useDraftKeeper(): DraftKeeper {
  const keeper = use(DraftsContext)
  if (!keeper) throw new Error('useDraftKeeper needs a DraftsProvider above it')
  return keeper
}

/** What I am writing here, drawn anew at each change. */
export function useDraft(conversationId: string, kind: DraftKind): KeptDraft {
  const keeper = useDraftKeeper()
  return useSyncExternalStore(keeper.subscribe, () => keeper.read(conversationId, kind))
}
