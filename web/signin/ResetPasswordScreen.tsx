import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Page } from '../ui/Page.tsx'
import { AskResetForm } from './AskResetForm.tsx'
import { NewPasswordForm } from './NewPasswordForm.tsx'
import { PublicFrame } from './PublicFrame.tsx'
import classes from './SignIn.module.css'

/** The forgotten password: asks where to send a link, and at the link's end takes the new password. */
export default function ResetPasswordScreen() {
  const { t } = useTranslation('signin')
  // In the fragment, which no server, proxy or log ever sees; then out of the address, which histories keep.
  const [token, setToken] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token'))
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, '', location.pathname)
  }, [])
  return (
    <PublicFrame>
      <Page title={token ? t('reset.newTitle') : t('reset.title')}>
        <div className={classes.step}>
          {token ? (
            <NewPasswordForm token={token} onExpired={() => setToken(null)} />
          ) : (
            <AskResetForm email={emailOf(history.state)} />
          )}
          <Link href="/sign-in">{t('backToSignIn')}</Link>
        </div>
      </Page>
    </PublicFrame>
  )
}

/** The address typed on the page before: it is not asked twice. */
function emailOf(state: unknown): string {
  const email = (state as { email?: unknown } | null)?.email
  return typeof email === 'string' ? email : ''
}
