import { type ReactNode, Suspense, useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import type { Role } from '../contract/common.ts'
import { LiveProvider } from './live/LiveProvider.tsx'
import { createSocket } from './live/socket.ts'
import { memberRoutes } from './routes.tsx'
import { Shell } from './Shell.tsx'
import { SessionProvider, useSession } from './session.tsx'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'
import { LoadingLines } from './ui/LoadingLines.tsx'
import { NotFound } from './ui/NotFound.tsx'
import { Page } from './ui/Page.tsx'
import { RefusedState } from './ui/RefusedState.tsx'

export interface WorkspaceProps {
  /** The workspace named by the address; the only one of the person when it names none. */
  slug: string | undefined
  onSignedOut: () => void
}

/** Everything behind the sign-in: who is there, what is live, and the screens. */
export function Workspace({ slug, onSignedOut }: WorkspaceProps) {
  return (
    <SessionProvider onSignedOut={onSignedOut}>
      {session =>
        slug || session.me.workspaces.length < 2 ? (
          <Live slug={slug ?? session.workspace.slug} from={session.lastSeq}>
            <Shell>
              <Screens />
            </Shell>
          </Live>
        ) : (
          <Named slug={session.workspace.slug} />
        )
      }
    </SessionProvider>
  )
}

function Refused({ role }: { role: Role }) {
  const { t } = useTranslation()
  return (
    <Page title={t('trouble.refused')} hideTitle>
      <RefusedState role={role} />
    </Page>
  )
}

/** With several workspaces an address must name one, or a link would open another's desk at a colleague's. */
function Named({ slug }: { slug: string }) {
  useEffect(() => location.replace(`/w/${slug}${location.pathname}${location.search}`), [slug])
  return null
}

function Live({ slug, from, children }: { slug: string; from: number; children: ReactNode }) {
  const openSocket = useCallback(() => createSocket(slug), [slug])
  return (
    <LiveProvider from={from} openSocket={openSocket}>
      {children}
    </LiveProvider>
  )
}

function Screens() {
  const { role } = useSession()
  const [path] = useLocation()
  return (
    <ErrorBoundary resetKey={path}>
      <Suspense fallback={<LoadingLines />}>
        <Switch>
          {memberRoutes.map(({ path: pattern, screen: Screen, roles }) => (
            <Route key={pattern} path={pattern}>
              {roles.includes(role) ? <Screen /> : <Refused role={roles.at(-1)!} />}
            </Route>
          ))}
          <Route path="/">
            <Redirect to="/desk" replace />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  )
}
