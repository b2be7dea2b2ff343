import { Menu } from '@mantine/core'
import { type Icon, IconDots } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Mark } from './Mark.tsx'
import classes from './Rail.module.css'
import { useIsPhone } from './useIsPhone.ts'

export interface RailEntry {
  href: string
  icon: Icon
  label: string
  /** Waiting for me there; shown as a number. */
  count?: number | undefined
}

export interface RailProps {
  entries: readonly RailEntry[]
  /** At the foot of the rail: the person, their presence. */
  foot: React.ReactNode
}

/** The way between the parts of the product: nine entries at most, the rest under More; a bottom bar on a phone. */
export function Rail({ entries, foot }: RailProps) {
  const { t } = useTranslation()
  const phone = useIsPhone()
  const most = phone ? 4 : 9
  const shown = entries.length > most ? entries.slice(0, most - (phone ? 0 : 1)) : entries
  const more = entries.slice(shown.length)
  return (
    <nav className={classes.rail} data-region tabIndex={-1} aria-label={t('page.navigation')}>
      {!phone && (
        <Link href="/" className={classes.mark} aria-label={t('product')}>
          <Mark size={26} />
        </Link>
      )}
      <ul className={classes.entries}>
        {shown.map(entry => (
          <li key={entry.href}>
            <RailLink entry={entry} />
          </li>
        ))}
        {more.length > 0 && (
          <li>
            <Menu position={phone ? 'top-end' : 'right-start'}>
              <Menu.Target>
                <button type="button" className={classes.entry}>
                  <IconDots size={20} stroke={1.75} aria-hidden="true" />
                  <span className={classes.label}>{t('rail.more')}</span>
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                {more.map(({ href, icon: Drawing, label }) => (
                  <Menu.Item
                    key={href}
                    leftSection={<Drawing size={16} stroke={1.75} aria-hidden="true" />}
                    renderRoot={props => <Link {...props} href={href} />}
                  >
                    {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </li>
        )}
        {phone && <li className={classes.footItem}>{foot}</li>}
      </ul>
      {!phone && <div className={classes.foot}>{foot}</div>}
    </nav>
  )
}

function RailLink({ entry }: { entry: RailEntry }) {
  const { icon: Drawing, href, label, count = 0 } = entry
  const [path] = useLocation()
  const part = `/${href.split('/')[1] ?? ''}`
  const current = path === part || path.startsWith(`${part}/`)
  return (
    <Link href={href} className={classes.entry} aria-current={current ? 'page' : undefined}>
      <span className={classes.icon}>
        <Drawing size={20} stroke={1.75} aria-hidden="true" />
        {count > 0 && <span className={classes.count}>{count > 99 ? '99+' : count}</span>}
      </span>
      <span className={classes.label}>{label}</span>
    </Link>
  )
}
