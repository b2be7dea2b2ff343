import { Button, NativeSelect, Radio } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, ImportLine } from '../../../contract/imports.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useContactAttributes } from '../data/queries.ts'
import { Section } from '../page/Section.tsx'
import classes from './importing.module.css'
import { useImportActs } from './queries.ts'

export interface MapColumnsProps {
  importing: Import
  onForgotten: () => void
}

/** Where each column goes, what becomes of the first lines, and the start. */
export function MapColumns({ importing, onForgotten }: MapColumnsProps) {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const acts = useImportActs()
  const targets = useTargets(importing.subject)
  const [mapping, setMapping] = useState(importing.mapping)
  const [onMatch, setOnMatch] = useState<Import['onMatch']>('update')
  const [lines, setLines] = useState<ImportLine[]>()
  const [isStarting, setStarting] = useState(false)
  // Two columns may have one heading: their place tells them apart.
  const columns = importing.columns.map((column, index) => ({ key: `${index}/${column}`, column, index }))
  const choose = (index: number, target: string) => {
    setMapping(known => known.map((one, place) => (place === index ? target || null : one)))
    setLines(undefined)
  }
  const start = async () => {
    setStarting(true)
    await acts.start(importing.id, mapping, onMatch)
    setStarting(false)
  }
  return (
    <>
      <Section level={2} title={importing.fileName}>
        <p className={classes.quiet}>
          {t('import.read', {
            lines: format.number(importing.lines),
            encoding: importing.encoding.toUpperCase(),
          })}
        </p>
      </Section>
      <Section level={2} title={t('import.columns')}>
        <ul className={classes.columns}>
          {columns.map(({ key, column, index }) => (
            <li key={key}>
              <NativeSelect
                label={t('import.column', { name: column || String(index + 1) })}
                description={t('import.sample', {
                  words: importing.sample
                    .map(row => row[index])
                    .filter(Boolean)
                    .slice(0, 3)
                    .join(' · '),
                })}
                value={mapping[index] ?? ''}
                data={[{ value: '', label: t('import.leaveOut') }, ...targets]}
                onChange={event => choose(index, event.currentTarget.value)}
              />
            </li>
          ))}
        </ul>
        <Radio.Group
          label={t(importing.subject === 'company' ? 'import.onMatchCompany' : 'import.onMatch')}
          value={onMatch}
          onChange={next => setOnMatch(next as Import['onMatch'])} // its own choices
        >
          <div className={classes.choices}>
            <Radio value="update" label={t('import.update')} />
            <Radio value="skip" label={t('import.skip')} />
          </div>
        </Radio.Group>
      </Section>
      {lines && <Preview lines={lines} />}
      <div className={classes.acts}>
        <Button
          variant="default"
          onClick={() => void acts.preview(importing.id, mapping).then(made => setLines(made?.items))}
        >
          {t('import.preview')}
        </Button>
        <Button loading={isStarting} onClick={() => void start()}>
          {t('import.start', { count: importing.lines, shown: format.number(importing.lines) })}
        </Button>
        <Button
          variant="subtle"
          onClick={() => void acts.undo(importing.id).then(done => done && onForgotten())}
        >
          {t('import.forget')}
        </Button>
      </div>
    </>
  )
}

function Preview({ lines }: { lines: ImportLine[] }) {
  const { t } = useTranslation('contacts')
  return (
    <Section level={2} title={t('import.previewTitle')}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('import.lineNumber')}</th>
              <th scope="col">{t('import.what')}</th>
              <th scope="col">{t('import.who')}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(line => (
              <tr key={line.line} data-outcome={line.outcome}>
                <td className="figures">{line.line}</td>
                <td>{t(`import.outcome.${line.outcome}`)}</td>
                <td>{line.reason ?? [line.name, ...line.identities].filter(Boolean).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function useTargets(subject: Import['subject']) {
  const { t, i18n } = useTranslation(['contacts', 'common'])
  const attributes = useContactAttributes()
  if (subject === 'company')
    return [
      { value: 'name', label: t('field.name') },
      { value: 'domain', label: t('import.domain') },
    ]
  return [
    { value: 'name', label: t('field.name') },
    { value: 'firstName', label: t('import.firstName') },
    { value: 'lastName', label: t('import.lastName') },
    { value: 'email', label: t('identity.kind.email') },
    { value: 'phone', label: t('identity.kind.phone') },
    { value: 'whatsapp', label: t('identity.kind.whatsapp') },
    { value: 'external', label: t('import.external') },
    { value: 'company', label: t('field.company') },
    { value: 'language', label: t('field.language') },
    { value: 'stage', label: t('field.stage') },
    { value: 'isVip', label: t('field.vip') },
    { value: 'preferredChannel', label: t('field.preferred') },
    ...attributes.map(one => ({
      value: `attributes.${one.key}`,
      label: i18n.language === 'en' ? one.labelEn : one.labelFr,
    })),
  ]
}
