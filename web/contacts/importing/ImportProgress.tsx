import { Button, Progress } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Import } from '../../../contract/imports.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Section } from '../page/Section.tsx'
import classes from './importing.module.css'
import { useImportActs } from './queries.ts'

export interface ImportProgressProps {
  importing: Import
}

const counts = ['created', 'updated', 'unchanged', 'refused', 'kept'] as const

/** How far an import is and what it did; its refused lines, and the way back. */
export function ImportProgress({ importing }: ImportProgressProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const acts = useImportActs()
  const announce = useAnnounce()
  const { state, done, lines } = importing
  const undo = async () => {
    if (await acts.undo(importing.id)) announce(t('import.undoing'), 'polite', { visible: true })
  }
  return (
    <Section level={2} title={importing.fileName}>
      <p>
        {t(`import.state.${state}`)}
        {' · '}
        {t('import.progress', { done: format.number(done), lines: format.number(lines) })}
      </p>
      <Progress
        value={lines === 0 ? 100 : (100 * done) / lines}
        aria-label={t('import.progress', { done: format.number(done), lines: format.number(lines) })}
      />
      <dl className={classes.counts}>
        {counts
          .filter(one => one !== 'kept' || state === 'undone' || state === 'undoing')
          .map(one => (
            <div key={one}>
              <dt>{t(`import.count.${one}`)}</dt>
              <dd className="figures">{format.number(importing[one])}</dd>
            </div>
          ))}
      </dl>
      <div className={classes.acts}>
        {importing.refused > 0 && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => void acts.downloadRefused(importing.id)}
          >
            {t('import.refused')}
          </Button>
        )}
        {(state === 'done' || state === 'failed') && (
          <Button
            variant="default"
            aria-label={t('import.undoNamed', { file: importing.fileName })}
            onClick={() => void undo()}
          >
            {t('import.undo')}
          </Button>
        )}
      </div>
    </Section>
  )
}
