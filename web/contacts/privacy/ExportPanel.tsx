import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../contract/contacts.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './Privacy.module.css'

export interface PanelProps {
  contact: Contact
  onClose: () => void
}

/** A copy of everything known of a person: what it holds, whose addresses it hides, then the file. */
export function ExportPanel({ contact, onClose }: PanelProps) {
  const { t } = useTranslation('common')
  const { call, query } = useApi()
  const format = useFormat()
  const [language, setLanguage] = useState<'fr' | 'en'>(contact.language ?? 'fr')
  const [reveal, setReveal] = useState<string[]>([])
  const preview = useQuery(query.privacy.previewAccess.queryOptions({ input: { id: contact.id } }))
  const asking = useMutation({
    mutationFn: () => call.privacy.exportPerson({ id: contact.id, language, reveal }),
  })
  const made = useQuery(
    query.privacy.getExport.queryOptions({
      input: { id: asking.data?.id ?? '' },
      enabled: asking.data !== undefined,
      refetchInterval: ({ state }) =>
        state.data && ['ready', 'failed', 'expired'].includes(state.data.state) ? false : 1000,
    }),
  )
  if (preview.isError) return <ErrorState problem={preview.error} onRetry={() => void preview.refetch()} />
  if (!preview.data) return <LoadingLines rows={3} />
  const { parts, thirdParties } = preview.data
  return (
    <div className={classes.panel}>
      <p>{parts.map(({ name, count }) => `${name} ${format.number(count)}`).join(' · ')}</p>
      <SegmentedControl
        aria-label={t('privacy.exportLanguage')}
        value={language}
        onChange={value => setLanguage(value === 'en' ? 'en' : 'fr')}
        data={(['fr', 'en'] as const).map(value => ({ value, label: t(`language.${value}`) }))}
      />
      {thirdParties.length > 0 && (
        <Checkbox.Group
          label={t('privacy.thirdParties')}
          description={t('privacy.thirdPartiesHint')}
          value={reveal}
          onChange={setReveal}
        >
          <div className={classes.choices}>
            {thirdParties.map(address => (
              <Checkbox key={address} value={address} label={address} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <FormProblem problem={asking.error ?? made.error} />
      <div className={classes.acts} aria-live="polite">
        {made.data?.url ? (
          <Button renderRoot={props => <a {...props} href={made.data.url ?? undefined} download />}>
            {t('privacy.download')}
          </Button>
        ) : (
          <Button
            loading={asking.isPending || (asking.isSuccess && made.data?.state !== 'failed')}
            onClick={() => asking.mutate()}
          >
            {t('privacy.make')}
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {t('privacy.close')}
        </Button>
      </div>
      {made.data?.state === 'failed' && <p role="alert">{t('privacy.failed')}</p>}
    </div>
  )
}
