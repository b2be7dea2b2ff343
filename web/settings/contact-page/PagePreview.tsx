import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import fields from '../fields.module.css'
import classes from './PagePreview.module.css'

/** The page as it would be published now, at the width of a phone; `version` changes with what it says. */
export function PagePreview({ version }: { version: number }) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const [language, setLanguage] = useState<'fr' | 'en'>(i18n.language === 'en' ? 'en' : 'fr')
  const options = query.portal.previewContactPage.queryOptions({ input: { language } })
  const preview = useQuery({ ...options, queryKey: [...options.queryKey, version] as never })
  return (
    <div className={fields.stack}>
      <SegmentedControl
        aria-label={t('contactPage.previewLanguage')}
        value={language}
        onChange={value => setLanguage(value === 'en' ? 'en' : 'fr')}
        data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
      />
      {preview.data ? (
        <iframe
          className={classes.frame}
          title={t('contactPage.preview')}
          sandbox=""
          srcDoc={preview.data.html}
        />
      ) : preview.isError ? (
        <ErrorState problem={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <LoadingLines rows={6} />
      )}
    </div>
  )
}
