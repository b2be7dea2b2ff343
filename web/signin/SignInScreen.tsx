import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Redirect } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { DemoPeople } from './DemoPeople.tsx'
import { PublicFrame } from './PublicFrame.tsx'
import { SignInForm } from './SignInForm.tsx'

/** The door: one address, then the right way in; in the demonstration, the people one can be. */
export default function SignInScreen() {
  const { t } = useTranslation('signin')
  const { query } = useApi()
  const start = useQuery(query.workspaces.start.queryOptions())
  if (start.data?.needsSetUp) return <Redirect to="/set-up" replace />
  const demo = start.data?.demo
  return (
    <PublicFrame shape={demo ? 'pair' : 'card'}>
      <Page title={t('title')}>
        {start.isError ? (
          <ErrorState problem={start.error} onRetry={() => void start.refetch()} />
        ) : start.data ? (
          <SignInForm />
        ) : (
          <LoadingLines />
        )}
      </Page>
      {demo && <DemoPeople people={demo.people} workspace={demo.name} />}
    </PublicFrame>
  )
}
