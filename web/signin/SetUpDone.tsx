import { IconArrowRight, IconInbox, IconPlugConnected, IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './SetUpDone.module.css'

export interface SetUpDoneProps {
  slug: string
  address: string
}

/** Offers the three useful things to do first; each leaves this page wholly, into the new workspace. */
export function SetUpDone({ slug, address }: SetUpDoneProps) {
  const { t } = useTranslation('signin')
  const next = [
    { key: 'desk', icon: IconInbox, href: `/w/${slug}/desk` },
    { key: address ? 'test' : 'address', icon: IconPlugConnected, href: `/w/${slug}/settings/channels` },
    { key: 'invite', icon: IconUserPlus, href: `/w/${slug}/settings/people/new` },
  ] as const
  return (
    <nav aria-label={t('next.title')}>
      <p className={classes.intro}>{t('next.intro')}</p>
      <ul className={classes.list}>
        {next.map(({ key, icon: Icon, href }, place) => (
          <li key={key}>
            <a className={classes.item} href={href} data-first={place === 0 || undefined}>
              <Icon size={20} stroke={1.75} aria-hidden="true" />
              <span className={classes.words}>
                <span className={classes.name}>{t(`next.${key}`)}</span>
                <span className={classes.hint}>{t(`next.${key}Hint`, { address })}</span>
              </span>
              <IconArrowRight size={16} stroke={1.75} aria-hidden="true" />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
