import { IconChevronLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Page } from '../ui/Page.tsx'
import { useIsPhone } from '../ui/useIsPhone.ts'
import classes from './SectionPage.module.css'
import type { SectionPath } from './sections.ts'

export interface SectionPageProps {
  path: SectionPath
  /** Name of the one thing shown, such as an address; the section's own name otherwise. */
  title?: string | undefined
  /** What stands beside the title: a state, a way to know more. */
  about?: ReactNode
  actions?: ReactNode
  withoutEffect?: boolean
  children: ReactNode
}

/** A page of the settings: its title, and in one line what it changes. */
export function SectionPage({
  path,
  title,
  about,
  actions,
  withoutEffect = false,
  children,
}: SectionPageProps) {
  const { t } = useTranslation('settings')
  const phone = useIsPhone()
  const name = t(`section.${path}.name`)
  return (
    <Page
      title={title ?? name}
      actions={actions}
      subtitle={
        <>
          {title !== undefined ? (
            <Back href={`/settings/${path}`}>{name}</Back>
          ) : phone ? (
            <Back href="/settings">{t('title')}</Back>
          ) : null}
          {title === undefined && !withoutEffect && <span>{t(`section.${path}.effect`)}</span>}
          {about}
        </>
      }
    >
      {children}
    </Page>
  )
}

function Back({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={classes.back}>
      <IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />
      {children}
    </Link>
  )
}
