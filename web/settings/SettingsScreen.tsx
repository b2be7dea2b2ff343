import { type ComponentType, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, useParams } from 'wouter'
import { lazyWithWords } from '../i18n/lazy-with-words.ts'
import { useSession } from '../session.tsx'
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { NotFound } from '../ui/NotFound.tsx'
import { Page } from '../ui/Page.tsx'
import { useIsPhone } from '../ui/useIsPhone.ts'
import { RefusedSection } from './RefusedSection.tsx'
import { SectionPage } from './SectionPage.tsx'
import { SettingsNav } from './SettingsNav.tsx'
import classes from './SettingsScreen.module.css'
import { type SettingsSection, sections } from './sections.ts'

const files = import.meta.glob<{ default: ComponentType }>('./*Section.tsx')

const screens: ReadonlyMap<string, ComponentType> = new Map(
  sections.flatMap(({ path, file }) => {
    const load = files[`./${file}.tsx`]
    return load ? [[path, lazyWithWords(`./settings/${file}.tsx`, load)] as const] : []
  }),
)

/** The settings: their list with its search, and the section that the address names. On a phone, one after the other. */
export default function SettingsScreen() {
  const { t } = useTranslation('settings')
  const { section: path } = useParams<{ section?: string }>()
  const { role } = useSession()
  const phone = useIsPhone()
  const known: readonly SettingsSection[] = sections
  const mine = known.filter(section => section.roles.includes(role))
  if (!path && phone)
    return (
      <Page title={t('title')}>
        <SettingsNav sections={mine} />
      </Page>
    )
  if (!path) return <Redirect to={`/settings/${mine[0]!.path}`} replace />
  return (
    <div className={classes.frame}>
      {!phone && (
        <div className={classes.nav}>
          <SettingsNav sections={mine} current={path} />
        </div>
      )}
      <ErrorBoundary resetKey={path}>
        <Suspense fallback={<Arriving path={path} />}>
          <Section path={path} sections={mine} />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}

/** While the file of a section comes, its page is already there by name. */
function Arriving({ path }: { path: string }) {
  const section = sections.find(known => known.path === path)
  if (!section) return <LoadingLines />
  return (
    <SectionPage path={section.path}>
      <LoadingLines />
    </SectionPage>
  )
}

function Section({ path, sections: mine }: { path: string; sections: readonly SettingsSection[] }) {
  const section = sections.find(known => known.path === path)
  const Screen = screens.get(path)
  if (!section || !Screen) return <NotFound />
  if (!mine.some(known => known.path === path)) return <RefusedSection section={section} />
  return <Screen />
}
