import { useTranslation } from 'react-i18next'
import { Page } from '../ui/Page.tsx'
import { useFormat } from '../ui/useFormat.ts'
import classes from './AccessibilityScreen.module.css'
import { PublicFrame } from './PublicFrame.tsx'

/** Changes with the text: a statement says when it was true. */
const written = '2026-11-21T12:00:00Z'

/** The public accessibility statement: where the product stands, what was checked and how, whom to tell. */
export default function AccessibilityScreen() {
  const { t } = useTranslation('signin')
  const format = useFormat()
  return (
    <PublicFrame shape="text">
      <Page
        width="text"
        title={t('accessibility.title')}
        subtitle={t('accessibility.written', { date: format.day(written) })}
      >
        <div className={classes.text}>
          <p>{t('accessibility.intro')}</p>
          <h2>{t('accessibility.status.title')}</h2>
          <p>{t('accessibility.status.text')}</p>
          <h2>{t('accessibility.checked.title')}</h2>
          <ul>
            <li>{t('accessibility.checked.axe')}</li>
            <li>{t('accessibility.checked.keyboard')}</li>
            <li>{t('accessibility.checked.contrast')}</li>
            <li>{t('accessibility.checked.language')}</li>
          </ul>
          <h2>{t('accessibility.limits.title')}</h2>
          <ul>
            <li>{t('accessibility.limits.reader')}</li>
            <li>{t('accessibility.limits.browsers')}</li>
            <li>{t('accessibility.limits.mails')}</li>
            <li>{t('accessibility.limits.secondStep')}</li>
          </ul>
          <h2>{t('accessibility.contact.title')}</h2>
          <p>{t('accessibility.contact.text')}</p>
          <h2>{t('accessibility.recourse.title')}</h2>
          <p>{t('accessibility.recourse.text')}</p>
        </div>
      </Page>
    </PublicFrame>
  )
}
