import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { Page } from '../ui/Page.tsx'
import { InvitationForm } from './InvitationForm.tsx'
import { InvitationOfAccount } from './InvitationOfAccount.tsx'
import { PublicFrame } from './PublicFrame.tsx'
import classes from './SignIn.module.css'

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
          <div className={classes.step}>
            <ErrorState problem={seen.error} onRetry={() => void seen.refetch()} />
            <Link href="/sign-in">{t('backToSignIn')}</Link>
          </div>
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
