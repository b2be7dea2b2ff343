import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { inside, leads } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import classes from './BookHeader.module.css'

export interface BookTabsProps {
  current: 'people' | 'companies' | 'duplicates' | 'import'
}

/** The two halves of the address book; people outside the house see only their own contacts. */
export function BookTabs({ current }: BookTabsProps) {
  const { t } = useTranslation('contacts')
  const { is } = useSession()
  return (
    <nav className={classes.tabs} aria-label={t('book')}>
      <Link href="/contacts" className={classes.tab} aria-current={current === 'people' ? 'page' : undefined}>
        {t('people')}
      </Link>
      {is(...inside) && (
        <>
          <Link
            href="/companies"
            className={classes.tab}
            aria-current={current === 'companies' ? 'page' : undefined}
          >
            {t('companies.title')}
          </Link>
          <Link
            href="/contacts/duplicates"
            className={classes.tab}
            aria-current={current === 'duplicates' ? 'page' : undefined}
          >
            {t('duplicates.see')}
          </Link>
        </>
      )}
      {current !== 'people' && is(...leads) && (
        <Link
          href="/contacts/import"
          className={classes.tab}
          aria-current={current === 'import' ? 'page' : undefined}
        >
          {t('import.see')}
        </Link>
      )}
    </nav>
  )
}
