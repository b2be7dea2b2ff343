import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { wayIn, wayOut } from '../enter.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface InvitationOfAccountProps {
  token: string
  invitation: { name: string; email: string }
}

/** For who already has an account: their own session must be open, because a link must not open an account. */
export function InvitationOfAccount({ token, invitation }: InvitationOfAccountProps) {
  const { t } = useTranslation('signin')
  const { call } = useApi()
  const auth = useAuth()
  const session = useQuery({
    queryKey: ['auth', 'session'],
    // No session is an answer here.
    queryFn: () => auth.session().catch(() => null),
  })
  const joining = useMutation({
    mutationFn: () =>
      call.workspaces.acceptInvitation({ token, name: session.data?.name || invitation.name }),
    onSuccess: ({ slug }) => location.assign(wayIn(slug, '')),
  })
  if (session.data === undefined) return <LoadingLines />
  if (session.data?.email.toLowerCase() === invitation.email.toLowerCase())
    return (
      <div className={classes.step}>
        <p className={classes.hint}>{t('invitation.signedIn', { email: invitation.email })}</p>
        <FormProblem problem={joining.error} />
        <Button
          size="lg"
          fullWidth
          loading={joining.isPending || joining.isSuccess}
          onClick={() => joining.mutate()}
        >
          {t('invitation.join')}
        </Button>
      </div>
    )
  return (
    <div className={classes.step}>
      <p>{t('invitation.hasAccount', { email: invitation.email })}</p>
      {session.data && (
        <p className={classes.hint}>{t('invitation.otherAccount', { email: session.data.email })}</p>
      )}
      <Button size="lg" fullWidth renderRoot={props => <Link {...props} href={wayOut(location.pathname)} />}>
        {t('title')}
      </Button>
    </div>
  )
}
