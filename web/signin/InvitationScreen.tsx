import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { ApiProblem } from '../api/api-problem.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { InvitationForm } from './InvitationForm.tsx'
import { InvitationOfAccount } from './InvitationOfAccount.tsx'
import { PublicFrame } from './PublicFrame.tsx'

/** The end of an invitation's link: a new person names themselves, somebody known signs in and joins. */
export default function InvitationScreen() {
  const { t } = useTranslation('signin')
  const { token = '' } = useParams<{ token: string }>()
  const { query } = useApi()
  const seen = useQuery(query.workspaces.seeInvitation.queryOptions({ input: { token } }))
  return (
    <PublicFrame>
      <Page
        title={
          seen.data ? t('invitation.title', { workspace: seen.data.workspaceName }) : t('invitation.name')
        }
      >
        {seen.isError ? (
          isOver(seen.error) ? (
            <EmptyState text={seen.error.title} action={{ label: t('title'), href: '/sign-in' }} />
          ) : (
            <ErrorState problem={seen.error} onRetry={() => void seen.refetch()} />
          )
        ) : !seen.data ? (
          <LoadingLines />
        ) : seen.data.hasAccount ? (
          <InvitationOfAccount token={token} invitation={seen.data} />
        ) : (
          <InvitationForm token={token} invitation={seen.data} />
        )}
      </Page>
    </PublicFrame>
  )
}

/** The link was taken back, has served, or is too old: an answer, not a failure, and asking again changes nothing. */
function isOver(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.status === 410 || error.status === 404)
}
