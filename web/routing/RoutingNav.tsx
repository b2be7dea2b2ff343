import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import classes from './RoutingNav.module.css'

/** The screens of routing, in the order in which a request meets them. */
const screens = [
  { name: 'segments', href: '/routing/segments' },
  { name: 'rules', href: '/routing/rules' },
  { name: 'queues', href: '/routing/queues' },
  { name: 'skills', href: '/routing/skills' },
  { name: 'promises', href: '/settings/promises' },
] as const

/** Leads from one screen of routing to the others. */
export function RoutingNav() {
  const { t } = useTranslation('queues')
  const [place] = useLocation()
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      {screens.map(({ name, href }) => (
        <Link
          key={name}
          href={href}
          className={classes.link}
          aria-current={place.startsWith(href) ? 'page' : undefined}
        >
          {t(`nav.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
