import { useQuery } from '@tanstack/react-query'
import { useAuth } from '../signin/useAuth.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { LoadingLines } from '../ui/LoadingLines.tsx'
import { AfterActs } from './me/AfterActs.tsx'
import { accountKey } from './me/account-key.ts'
import { OwnSkills } from './me/OwnSkills.tsx'
import { Passkeys } from './me/Passkeys.tsx'
import { PasswordForm } from './me/PasswordForm.tsx'
import { ProfileForm } from './me/ProfileForm.tsx'
import { SecondStep } from './me/SecondStep.tsx'
import { Sessions } from './me/Sessions.tsx'
import { Signals } from './me/Signals.tsx'
import { SectionPage } from './SectionPage.tsx'

/** My own place: what others see of me, what calls me, and what protects my account. */
export default function MeSection() {
  const auth = useAuth()
  const account = useQuery({ queryKey: accountKey, queryFn: auth.session })
  return (
    <SectionPage path="me">
      <ProfileForm />
      <OwnSkills />
      <Signals />
      <AfterActs />
      {account.isError && !account.data ? (
        <ErrorState problem={account.error} onRetry={() => void account.refetch()} />
      ) : !account.data ? (
        <LoadingLines rows={6} />
      ) : (
        <>
          {account.data.password && <PasswordForm email={account.data.email} />}
          {account.data.password && <SecondStep isOn={account.data.secondStep} />}
          <Passkeys />
          <Sessions />
        </>
      )}
    </SectionPage>
  )
}
