import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from './LiveRegions.tsx'
import classes from './Page.module.css'

export interface PageProps {
  /** The h1, and the title of the browser tab unless `tabTitle` says more. */
  title: string
  /** What the tab names: the customer rather than "Desk". */
  tabTitle?: string
  /** Shown in the tab as (3): what is mine and unread. */
  count?: number
  subtitle?: ReactNode
  /** Buttons at the end of the heading line. */
  actions?: ReactNode
  /** The h1 is only heard: the desk has its own headings. */
  hideTitle?: boolean
  /** `text` 72 characters, `wide` 1100 px, `full` the whole window without a margin. */
  width?: 'text' | 'wide' | 'full'
  children: ReactNode
}

/** The main region of a screen: one h1, a title for the tab, a heading line. */
export function Page({
  title,
  tabTitle,
  count = 0,
  subtitle,
  actions,
  hideTitle = false,
  width = 'wide',
  children,
}: PageProps) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const inTab = tabTitle ?? title
  useEffect(() => {
    document.title =
      count > 0 ? t('name.counted', { count, title: inTab }) : t('name.screen', { title: inTab })
  }, [t, count, inTab])
  useEffect(() => {
    // Without a page load nobody tells a screen reader that the screen changed.
    announce(title)
  }, [announce, title])
  return (
    <main id="main" tabIndex={-1} data-region aria-label={title} className={classes.main} data-width={width}>
      {hideTitle ? (
        <h1 className="visually-hidden">{title}</h1>
      ) : (
        <header className={classes.header}>
          <div className={classes.titles}>
            <h1>{title}</h1>
            {subtitle && <p className={classes.subtitle}>{subtitle}</p>}
          </div>
          {actions && <div className={classes.actions}>{actions}</div>}
        </header>
      )}
      <div className={classes.body}>{children}</div>
    </main>
  )
}
