import { useTranslation } from 'react-i18next'
import type { ContactPage } from '../../../contract/portal.ts'
import { useFormat } from '../../ui/useFormat.ts'
import fields from '../fields.module.css'

/** Whether customers see the page now, and where. */
export function PublishedLine({ page }: { page: ContactPage }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  if (!page.publishedAt) return <p className={fields.hint}>{t('contactPage.offline')}</p>
  return (
    <p>
      <a href={page.url} target="_blank" rel="noreferrer">
        {page.url}
      </a>
      <br />
      <span className={fields.hint}>
        {t(page.isChanged ? 'contactPage.changedSince' : 'contactPage.onlineSince', {
          date: format.dateTime(page.publishedAt),
        })}
      </span>
    </p>
  )
}
