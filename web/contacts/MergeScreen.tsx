import { Button } from '@mantine/core'
import { IconArrowsExchange, IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { readId } from '../ui/read-id.ts'
import { useQueryState } from '../ui/useQueryState.ts'
import { useContact } from './data/queries.ts'
import { FindOther } from './merging/FindOther.tsx'
import { MergeForm } from './merging/MergeForm.tsx'
import classes from './merging/merging.module.css'
import { useMergePreview } from './merging/queries.ts'

/** Two cards side by side and what merging them does; who is the other is found here, or comes with the address. */
export default function MergeScreen() {
  const { t } = useTranslation('contacts')
  const id = readId(useParams<{ id: string }>().id)
  const [otherId, setOther] = useQueryState('with')
  const contact = useContact(id)
  return (
    <Page
      title={t('merge.title')}
      actions={
        <Button
          variant="default"
          leftSection={<IconChevronLeft size={16} stroke={1.75} aria-hidden="true" />}
          renderRoot={props => <Link {...props} href={id ? `/contacts/${id}` : '/contacts'} />}
        >
          {contact.data?.name || t('page.back')}
        </Button>
      }
    >
      {!id ? (
        <p>{t('page.unknown')}</p>
      ) : readId(otherId) ? (
        <Compare key={`${id}/${otherId}`} id={id} otherId={otherId} onChange={() => setOther('')} />
      ) : (
        <FindOther id={id} onFound={setOther} />
      )}
    </Page>
  )
}

function Compare({ id, otherId, onChange }: { id: string; otherId: string; onChange: () => void }) {
  const { t } = useTranslation('contacts')
  const [, navigate] = useLocation()
  const preview = useMergePreview(id, otherId)
  if (!preview.data)
    return preview.isError ? (
      <>
        <ErrorState problem={preview.error} onRetry={() => void preview.refetch()} />
        <Button variant="default" onClick={onChange}>
          {t('merge.change')}
        </Button>
      </>
    ) : (
      <LoadingLines rows={6} />
    )
  return (
    <>
      <div className={classes.tools}>
        <Button
          variant="default"
          leftSection={<IconArrowsExchange size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => navigate(`/contacts/${otherId}/merge?with=${id}`, { replace: true })}
        >
          {t('merge.swap')}
        </Button>
        <Button variant="subtle" onClick={onChange}>
          {t('merge.change')}
        </Button>
      </div>
      <MergeForm preview={preview.data} onDone={() => navigate(`/contacts/${preview.data.kept.id}`)} />
    </>
  )
}
