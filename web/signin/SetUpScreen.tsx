import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { PublicFrame } from './PublicFrame.tsx'
import { SetUpDone } from './SetUpDone.tsx'
import { SetUpForm } from './SetUpForm.tsx'
import { SetUpPromise } from './SetUpPromise.tsx'

interface Created {
  slug: string
  name: string
  address: string
}

/** The first minute: a workspace, its first person, its first address. */
export default function SetUpScreen() {
  const { t } = useTranslation('signin')
  const { query } = useApi()
  const start = useQuery(query.workspaces.start.queryOptions())
  const [created, setCreated] = useState<Created>()
  if (created)
    return (
      <PublicFrame>
        <Page title={t('setUp.ready', { name: created.name })}>
          <SetUpDone slug={created.slug} address={created.address} />
        </Page>
      </PublicFrame>
    )
  if (start.data && !start.data.needsSetUp)
    return (
      <PublicFrame>
        <Page title={t('setUp.title')}>
          <EmptyState text={t('setUp.already')} action={{ label: t('title'), href: '/sign-in' }} />
        </Page>
      </PublicFrame>
    )
  return (
    <PublicFrame shape="pair">
      <Page title={t('setUp.title')} subtitle={t('setUp.subtitle')}>
        {start.isError ? (
          <ErrorState problem={start.error} onRetry={() => void start.refetch()} />
        ) : start.data ? (
          <SetUpForm onCreated={setCreated} />
        ) : (
          <LoadingLines rows={8} />
        )}
      </Page>
      <SetUpPromise />
    </PublicFrame>
  )
}
