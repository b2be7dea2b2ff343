import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../contract/common.ts'
import type { Me } from '../contract/workspaces.ts'
import { useApi } from './api/ApiProvider.tsx'
import type { ApiClient } from './api/client.ts'
import { ErrorState } from './ui/ErrorState.tsx'
import { useAnnounce } from './ui/LiveRegions.tsx'
import { LoadingLines } from './ui/LoadingLines.tsx'

type ProfileChange = Parameters<ApiClient['workspaces']['updateMe']>[0]

export interface Session {
  me: Me
  workspace: Me['workspace']
  role: Role
  /** Says whether my role is one of these; the server decides in the end, this only avoids useless doors. */
  is: (...roles: Role[]) => boolean
  /** Changes my profile or preferences; the screen shows it at once and takes it back if refused. */
  update: (change: ProfileChange) => void
  signOut: () => Promise<void>
  /** Address of a picture or download in this workspace: a link cannot send the header that names it. */
  fileUrl: (url: string) => string
  /** Last number of the workspace when the session was read: the live cursor starts there. */
  lastSeq: number
}

const SessionContext = createContext<Session | undefined>(undefined)

export interface SessionProviderProps {
  /** Goes to the sign-in page, keeping the way back. */
  onSignedOut: () => void
  children: (session: Session) => ReactNode
}

/** Asks who is there before anything of the workspace is drawn. */
export function SessionProvider({ onSignedOut, children }: SessionProviderProps) {
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const { t, i18n } = useTranslation()
  const announce = useAnnounce()
  const mine = useQuery(query.workspaces.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }))
  // Read before any screen asks for its data: what happens from now on comes by the cursor, with no gap.
  const last = useQuery(
    query.events.after.queryOptions({
      input: {},
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
      select: page => page.last,
    }),
  )
  const meKey = query.workspaces.me.queryKey()
  const { mutate } = useMutation({
    mutationFn: (change: ProfileChange) => call.workspaces.updateMe(change),
    onMutate: async change => {
      await queryClient.cancelQueries({ queryKey: meKey })
      const before = queryClient.getQueryData(meKey)
      if (before) queryClient.setQueryData(meKey, changed(before, change))
      return { before }
    },
    onError: (_error, _change, kept) => {
      if (kept?.before) queryClient.setQueryData(meKey, kept.before)
      announce(t('trouble.notSaved'), 'assertive', { visible: true })
    },
    onSuccess: me => queryClient.setQueryData(meKey, me),
  })

  const signOut = useCallback(async () => {
    // Said for as long as one may: a session that is over says nothing. Whoever is lost is not offered anything either.
    await call.work.setWorkState({ status: 'away', signsOut: true }).catch(() => undefined)
    await fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    queryClient.clear()
    onSignedOut()
  }, [call, queryClient, onSignedOut])

  const me = mine.data
  const lastSeq = last.data ?? (last.isError ? 0 : undefined)
  const session = useMemo<Session | undefined>(
    () =>
      me && lastSeq !== undefined
        ? {
            me,
            workspace: me.workspace,
            role: me.member.role,
            is: (...roles) => roles.includes(me.member.role),
            update: mutate,
            signOut,
            fileUrl: url =>
              // Some addresses already name it; named twice it would be nobody's.
              /[?&]workspace=/.test(url)
                ? url
                : `${url}${url.includes('?') ? '&' : '?'}workspace=${me.workspace.slug}`,
            lastSeq,
          }
        : undefined,
    [me, lastSeq, mutate, signOut],
  )

  const language = me?.member.language
  useEffect(() => {
    if (language && language !== i18n.language) void i18n.changeLanguage(language)
  }, [language, i18n])

  if (mine.isError) return <ErrorState problem={mine.error} onRetry={() => void mine.refetch()} />
  if (!session) return <LoadingLines />
  return <SessionContext value={session}>{children(session)}</SessionContext>
}

/** Who I am and in which workspace; inside member screens it always exists. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it')
  return session
}

/** The session if there is one: public pages have none. */
export function useMaybeSession(): Session | undefined {
  return use(SessionContext)
}

function changed(me: Me, change: ProfileChange): Me {
  const { preferences, photoFileId: _photo, ...profile } = change
  const known = Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined))
  return {
    ...me,
    member: { ...me.member, ...known },
    preferences: { ...me.preferences, ...preferences },
  }
}
