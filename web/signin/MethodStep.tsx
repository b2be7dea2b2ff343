import { Button } from '@mantine/core'
import { IconBuilding } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { wayIn } from '../enter.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import type { SignInMethod } from './auth.ts'
import { PasskeyButton } from './PasskeyButton.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface MethodStepProps {
  email: string
  /** Ways in, the likeliest first. */
  methods: readonly SignInMethod[]
  company: string | null
  onBack: () => void
  onCode: () => void
  onOpen: () => Promise<void>
}

/** Offers the ways in of an address: the company first when its domain says so, else the password. */
export function MethodStep({ email, methods, company, onBack, onCode, onOpen }: MethodStepProps) {
  const { t } = useTranslation(['signin', 'common'])
  const companyFirst = methods[0] === 'oidc'
  const companyButton = company !== null && methods.includes('oidc') && (
    <CompanyButton email={email} company={company} isFirst={companyFirst} />
  )
  return (
    <>
      <div className={classes.who}>
        <span className="truncate">{email}</span>
        <Button variant="subtle" size="sm" onClick={onBack}>
          {t('changeEmail')}
        </Button>
      </div>
      {companyFirst && companyButton}
      {companyFirst && <p className={classes.or}>{t('or')}</p>}
      {methods.includes('password') && (
        <PasswordForm email={email} isFirst={!companyFirst} onCode={onCode} onOpen={onOpen} />
      )}
      {methods.includes('passkey') && <PasskeyButton onOpen={onOpen} />}
      {!companyFirst && companyButton}
    </>
  )
}

function CompanyButton({ email, company, isFirst }: { email: string; company: string; isFirst: boolean }) {
  const { t } = useTranslation('signin')
  const auth = useAuth()
  const asking = useMutation({
    mutationFn: () =>
      auth.company({
        callbackURL: wayIn(undefined, location.search),
        errorCallbackURL: '/sign-in',
        loginHint: email,
      }),
    onSuccess: ({ url }) => location.assign(url),
  })
  return (
    <>
      <FormProblem problem={asking.error} />
      <Button
        variant={isFirst ? 'filled' : 'default'}
        size="lg"
        fullWidth
        autoFocus={isFirst}
        loading={asking.isPending || asking.isSuccess}
        leftSection={<IconBuilding size={20} stroke={1.75} aria-hidden="true" />}
        onClick={() => asking.mutate()}
      >
        {t('company.with', { company })}
      </Button>
    </>
  )
}
