import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { isProblem } from '../api/api-problem.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { leastPasswordLength } from './password-rule.ts'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface NewPasswordFormProps {
  token: string
  /** The link is too old: back to asking for one. */
  onExpired: () => void
}

/** Takes the new password at the end of the link; every session of the account ends with it. */
export function NewPasswordForm({ token, onExpired }: NewPasswordFormProps) {
  const { t } = useTranslation(['signin', 'common'])
  const auth = useAuth()
  const announce = useAnnounce()
  const [done, setDone] = useState(false)
  const form = useForm({
    initialValues: { password: '' },
    validate: {
      password: value =>
        value.length < leastPasswordLength ? t('common:form.tooShort', { min: leastPasswordLength }) : null,
    },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ password }) => {
    await auth.resetPassword(token, password)
    setDone(true)
    announce(t('reset.done'))
  })
  if (done)
    return (
      <div className={classes.done}>
        <p>{t('reset.done')}</p>
        <Button size="lg" renderRoot={props => <Link {...props} href="/sign-in" />}>
          {t('title')}
        </Button>
      </div>
    )
  if (isProblem(problem, 'signin.reset_link_expired'))
    return (
      <div className={classes.done}>
        <FormProblem problem={problem} />
        <Button size="lg" onClick={onExpired}>
          {t('reset.askAnother')}
        </Button>
      </div>
    )
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormProblem problem={problem} />
      <PasswordInput
        label={t('newPassword')}
        description={t('passwordRule', { count: leastPasswordLength })}
        autoComplete="new-password"
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...form.getInputProps('password')}
      />
      <Button type="submit" size="lg" fullWidth loading={sending}>
        {t('reset.save')}
      </Button>
    </form>
  )
}
