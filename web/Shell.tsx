import { useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from './api/ApiProvider.tsx'
import { useKeyboard } from './keyboard/keyboard-context.ts'
import { useCommands } from './keyboard/useCommands.ts'
import { useLiveEvents, useSubscribe } from './live/LiveProvider.tsx'
import { PresenceCommands, PresenceMenu } from './presence/PresenceMenu.tsx'
import { SilentBanner } from './presence/SilentBanner.tsx'
import { inside } from './roles.ts'
import { railRoutes } from './routes.tsx'
import classes from './Shell.module.css'
import { useSession } from './session.tsx'
import { AppearanceCommands } from './ui/AppearanceCommands.tsx'
import { DemoBand } from './ui/DemoBand.tsx'
import { MeMenu } from './ui/MeMenu.tsx'
import { OfflineBar } from './ui/OfflineBar.tsx'
import { Rail } from './ui/Rail.tsx'
import { applyDensity } from './ui/useAppearance.ts'
import { useIsPhone } from './ui/useIsPhone.ts'
import { DayBand } from './wallboard/DayBand.tsx'

/** Tells what happened to me while I am on any screen; it can come a moment after the screen itself. */
const DeskWatch = lazy(() => import('./desk/watch/DeskWatch.tsx'))
/** What I am offered, where routing is on. */
const DeskOffers = lazy(() => import('./desk/offers/DeskOffers.tsx'))

export interface ShellProps {
  children: ReactNode
}

/** What surrounds every screen of the workspace: bands, rail, and the keys that lead from one part to another. */
export function Shell({ children }: ShellProps) {
  const { t } = useTranslation()
  const { me, workspace, role, is, signOut } = useSession()
  const entries = railRoutes.filter(route => route.roles.includes(role))
  const { query } = useApi()
  const queryClient = useQueryClient()
  const recoveries = useQuery(query.loops.recoveryCounts.queryOptions({ enabled: is(...inside) }))
  useSubscribe(is(...inside) ? { lists: ['recoveries'] } : {})
  useLiveEvents(event => {
    if (event.type.startsWith('recovery.'))
      void queryClient.invalidateQueries({ queryKey: query.loops.recoveryCounts.key() })
  })
  usePreferences()
  const isPhone = useIsPhone()
  const foot = (
    <>
      {!isPhone && (
        <Suspense>
          <PresenceMenu />
        </Suspense>
      )}
      <MeMenu me={me} onSignOut={() => void signOut()} />
    </>
  )
  return (
    <div className={classes.shell}>
      <a href="#main" className="skip-link">
        {t('page.skip')}
      </a>
      {workspace.isDemo && <DemoBand canDelete={is('administrator')} />}
      <OfflineBar />
      <DayBand />
      <Suspense>
        <SilentBanner />
      </Suspense>
      <div className={classes.row}>
        {entries.length > 1 ? (
          <Rail
            entries={entries.map(({ href, icon, name }) => ({
              href,
              icon,
              label: t(`rail.${name}`),
              count: name === 'loops' ? recoveries.data?.mine : undefined,
            }))}
            foot={foot}
          />
        ) : (
          <div className={classes.alone}>{foot}</div>
        )}
        <div className={classes.screen}>{children}</div>
      </div>
      <GoCommands />
      <AppearanceCommands />
      <Suspense>
        <DeskWatch />
      </Suspense>
      <Suspense>
        <DeskOffers />
        <PresenceCommands />
      </Suspense>
    </div>
  )
}

function GoCommands() {
  const { role } = useSession()
  const [, navigate] = useLocation()
  useCommands(
    Object.fromEntries(
      railRoutes
        .filter(route => route.roles.includes(role))
        .map(route => [route.command, { run: () => navigate(route.href) }]),
    ),
  )
  return null
}

/** Brings the person's preferences to this machine when the session opens. */
function usePreferences() {
  const { keyboard } = useKeyboard()
  const { setColorScheme } = useMantineColorScheme()
  const { preferences } = useSession().me
  const paint = useEffectEvent(setColorScheme)
  useEffect(
    () => keyboard.prefer({ singleKeys: preferences.singleKeys, keys: preferences.keys }),
    [keyboard, preferences],
  )
  useEffect(() => paint(preferences.theme), [preferences.theme])
  useEffect(() => applyDensity(preferences.density), [preferences.density])
}
