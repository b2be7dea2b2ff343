import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Router, Switch, useLocation } from 'wouter'
import { ApiProvider } from './api/ApiProvider.tsx'
import type { Api } from './api/client.ts'
import { KeyboardProvider } from './keyboard/KeyboardProvider.tsx'
import { publicRoutes } from './routes.tsx'
import { colorSchemeMemory } from './ui/color-scheme-memory.ts'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'
import { LiveRegions } from './ui/LiveRegions.tsx'
import { LoadingLines } from './ui/LoadingLines.tsx'
import { boucleTheme, tokensToVariables } from './ui/theme.ts'
import { UndoProvider } from './ui/UndoProvider.tsx'
import { Workspace } from './Workspace.tsx'

export interface AppProps {
  api: Api
  queryClient: QueryClient
  /** The workspace that the address names, `/w/:slug/…`. */
  slug: string | undefined
  onSignedOut: () => void
}

/** The whole page: what every screen needs around it, then the pages without a session, then the workspace. */
export function App({ api, queryClient, slug, onSignedOut }: AppProps) {
  const { t } = useTranslation()
  const theme = useMemo(() => boucleTheme({ close: t('act.close') }), [t])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={tokensToVariables}
      colorSchemeManager={colorSchemeMemory(localStorage)}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <ApiProvider api={api}>
          <Router base={slug ? `/w/${slug}` : ''}>
            <LiveRegions>
              <KeyboardProvider>
                <UndoProvider>
                  <Switch>
                    {(slug ? [] : publicRoutes).map(({ path, screen: Screen }) => (
                      <Route key={path} path={path}>
                        <PublicPage>
                          <Screen />
                        </PublicPage>
                      </Route>
                    ))}
                    <Route>
                      <Workspace slug={slug} onSignedOut={onSignedOut} />
                    </Route>
                  </Switch>
                </UndoProvider>
              </KeyboardProvider>
            </LiveRegions>
          </Router>
        </ApiProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}

function PublicPage({ children }: { children: React.ReactNode }) {
  const [path] = useLocation()
  return (
    <ErrorBoundary resetKey={path}>
      <Suspense fallback={<LoadingLines />}>{children}</Suspense>
    </ErrorBoundary>
  )
}
