import { SegmentedControl } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { languages } from '../../i18n/index.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import preview from '../contact-page/PagePreview.module.css'
import fields from '../fields.module.css'
import { Row, Rows } from '../Rows.tsx'

/** How the form would look if it were published now, and what stands in the way; `version` changes with what is saved. */
export function FormPreview({ channelId, version }: { channelId: string; version: string }) {
  const { t, i18n } = useTranslation(['settings', 'common'])
  const { query } = useApi()
  const [language, setLanguage] = useState<'fr' | 'en'>(i18n.language === 'en' ? 'en' : 'fr')
  const options = query.channels.checkForm.queryOptions({ input: { id: channelId, language } })
  const checked = useQuery({ ...options, queryKey: [...options.queryKey, version] as never })
  if (!checked.data)
    return checked.isError ? (
      <ErrorState problem={checked.error} onRetry={() => void checked.refetch()} />
    ) : (
      <LoadingLines rows={6} />
    )
  return (
    <div className={fields.stack}>
      {checked.data.findings.length > 0 && (
        <Rows label={t('forms.findings')}>
          {checked.data.findings.map(finding => (
            <Row
              key={`${finding.code}${finding.field}`}
              mark={<IconAlertTriangle size={20} stroke={1.75} color="var(--b-late)" aria-hidden="true" />}
              name={finding.sentence}
            />
          ))}
        </Rows>
      )}
      <SegmentedControl
        aria-label={t('contactPage.previewLanguage')}
        value={language}
        onChange={value => setLanguage(value === 'en' ? 'en' : 'fr')}
        data={languages.map(value => ({ value, label: t(`common:language.${value}`) }))}
      />
      <iframe className={preview.frame} title={t('forms.preview')} sandbox="" srcDoc={checked.data.html} />
    </div>
  )
}
