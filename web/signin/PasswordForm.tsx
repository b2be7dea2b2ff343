import { Anchor, Button, Checkbox, Group, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface PasswordFormProps {
  email: string
  /** It is the likeliest way in: it takes the focus. */
  isFirst: boolean
  onCode: () => void
  onOpen: () => Promise<void>
}

/** Asks for the password; a second step may follow. */
export function PasswordForm({ email, isFirst, onCode, onOpen }: PasswordFormProps) {
  const { t } = useTranslation(['signin', 'common'])
  const auth = useAuth()
  const form = useForm({
    initialValues: { password: '', rememberMe: true },
    validate: { password: value => (value === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async values => {
    const { twoFactorRedirect } = await auth.signIn({ email, ...values })
    if (twoFactorRedirect) onCode()
    else await onOpen()
  })
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormProblem problem={problem} />
      {/* For password managers: which account the password below belongs to. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        autoFocus={isFirst}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...form.getInputProps('password')}
      />
      <Group justify="space-between" gap="xs">
        <Checkbox label={t('remember')} {...form.getInputProps('rememberMe', { type: 'checkbox' })} />
        <Anchor renderRoot={props => <Link {...props} href="/sign-in/reset" state={{ email }} />}>
          {t('forgotten')}
        </Anchor>
      </Group>
      <Button type="submit" size="lg" fullWidth variant={isFirst ? 'filled' : 'default'} loading={sending}>
        {t('title')}
      </Button>
    </form>
  )
}
