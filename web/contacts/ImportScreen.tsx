import { Button, FileButton, SegmentedControl } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { readId } from '../ui/read-id.ts'
import { useFormat } from '../ui/useFormat.ts'
import { useNow } from '../ui/useNow.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { ImportProgress } from './importing/ImportProgress.tsx'
import classes from './importing/importing.module.css'
import { MapColumns } from './importing/MapColumns.tsx'
import { useImport, useImportActs, useImports } from './importing/queries.ts'
import { BookTabs } from './list/BookTabs.tsx'

/** Contacts from a file: choose it, say where its columns go, follow it, undo it. */
export default function ImportScreen() {
  const { t } = useTranslation('contacts')
  const acts = useImportActs()
  const [shown, setShown] = useQueryState('id')
  const [isReading, setReading] = useState(false)
  const [about, setAbout] = useQueryState('about', 'contact')
  const subject = about === 'company' ? 'company' : 'contact'
  const id = readId(shown)
  const choose = async (file: File | null) => {
    if (!file) return
    setReading(true)
    const made = await acts.choose(file, subject)
    setReading(false)
    if (made) setShown(made.id)
  }
  return (
    <Page
      title={t('import.title')}
      subtitle={t('import.subtitle')}
      actions={
        <FileButton accept=".csv,.txt,.tsv,text/csv" onChange={file => void choose(file)}>
          {props => (
            <Button
              {...props}
              loading={isReading}
              leftSection={<IconFileUpload size={16} stroke={1.75} aria-hidden="true" />}
            >
              {t(id ? 'import.again' : 'import.choose')}
            </Button>
          )}
        </FileButton>
      }
    >
      <BookTabs current="import" />
      <div className={classes.body}>
        {id ? (
          <OneImport key={id} id={id} onClose={() => setShown('')} />
        ) : (
          <>
            <SegmentedControl
              aria-label={t('import.about')}
              value={subject}
              onChange={next => setAbout(next, { replace: true })}
              data={[
                { value: 'contact', label: t('people') },
                { value: 'company', label: t('companies.title') },
              ]}
              className={classes.about!}
            />
            <p className={classes.quiet}>{t(`import.aboutHint.${subject}`)}</p>
            <History />
          </>
        )}
      </div>
    </Page>
  )
}

function OneImport({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('contacts')
  const one = useImport(id)
  if (!one.data)
    return one.isError ? (
      <ErrorState problem={one.error} onRetry={() => void one.refetch()} />
    ) : (
      <LoadingLines rows={5} />
    )
  return (
    <>
      {one.data.state === 'draft' ? (
        <MapColumns importing={one.data} onForgotten={onClose} />
      ) : (
        <ImportProgress importing={one.data} />
      )}
      <Button variant="subtle" className={classes.back} onClick={onClose}>
        {t('import.back')}
      </Button>
    </>
  )
}

function History() {
  const { t } = useTranslation('contacts')
  const format = useFormat()
  const now = useNow(60_000)
  const imports = useImports()
  if (!imports.data)
    return imports.isError ? (
      <ErrorState problem={imports.error} onRetry={() => void imports.refetch()} />
    ) : (
      <LoadingLines rows={4} />
    )
  if (imports.data.items.length === 0) return <EmptyState icon={IconFileUpload} text={t('import.none')} />
  return (
    <section aria-label={t('import.history')}>
      <h2 className={classes.heading}>{t('import.history')}</h2>
      <ul className={classes.list}>
        {imports.data.items.map(one => (
          <li key={one.id}>
            <Link href={`/contacts/import?id=${one.id}`} className={classes.item}>
              <span className={classes.file}>{one.fileName}</span>
              <span className={classes.quiet}>
                {t(one.subject === 'company' ? 'companies.title' : 'people')}
                {' · '}
                {t(`import.state.${one.state}`)}
                {' · '}
                {t('import.progress', { done: format.number(one.done), lines: format.number(one.lines) })}
                {' · '}
                {t('import.by', { name: one.by ?? '', when: format.when(one.createdAt, now) })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
