import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import classes from './Bars.module.css'

export interface DemoBandProps {
  /** Only who administers the workspace may delete it. */
  canDelete: boolean
}

/** Reminds on every page that these people and their words are invented. */
export function DemoBand({ canDelete }: DemoBandProps) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('demo.label')} className={`${classes.bar} ${classes.info}`}>
      <span>{t('demo.band')}</span>
      <a href="/shop" target="_blank" rel="noreferrer">
        {t('demo.shop')}
      </a>
      {canDelete && <Link href="/settings/data">{t('demo.delete')}</Link>}
    </section>
  )
}
