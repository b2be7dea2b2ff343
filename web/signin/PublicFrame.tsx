import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { Mark } from '../ui/Mark.tsx'
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx'
import classes from './PublicFrame.module.css'

export interface PublicFrameProps {
  /** `card` one narrow card, `pair` two columns, `text` a page to read. */
  shape?: 'card' | 'pair' | 'text'
  children: ReactNode
}

/** What surrounds the pages without a session: the name above, language, colours and help always at the same place below. */
export function PublicFrame({ shape = 'card', children }: PublicFrameProps) {
  const { t } = useTranslation(['signin', 'common'])
  const [path] = useLocation()
  return (
    <div className={classes.frame}>
      <a href="#main" className="skip-link">
        {t('common:page.skip')}
      </a>
      <header className={classes.brand}>
        <Mark size={32} framed />
        <span>{t('common:product')}</span>
      </header>
      <div className={classes.middle} data-shape={shape}>
        {children}
      </div>
      <footer className={classes.foot}>
        <LanguageSwitch />
        <ThemeSwitch />
        {path === '/accessibility' ? (
          <Link href="/sign-in">{t('backToSignIn')}</Link>
        ) : (
          <Link href="/accessibility">{t('accessibility.link')}</Link>
        )}
      </footer>
    </div>
  )
}
