import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useApi } from '../api/ApiProvider.tsx'
import { wayIn } from '../enter.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { leastPasswordLength } from './password-rule.ts'
import classes from './SignIn.module.css'

export interface InvitationFormProps {
  token: string
  invitation: { name: string; email: string }
}

/** For a new person: their name as customers will read it, and a password. */
export function InvitationForm({ token, invitation }: InvitationFormProps) {
  const { t } = useTranslation(['signin', 'common'])
  const { call } = useApi()
  const form = useForm({
    initialValues: { name: invitation.name, password: '' },
    validate: {
      name: value => (value.trim() === '' ? t('common:form.required') : null),
      password: value =>
        value.length < leastPasswordLength ? t('common:form.tooShort', { min: leastPasswordLength }) : null,
    },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ name, password }) => {
    const { slug } = await call.workspaces.acceptInvitation({ token, name: name.trim(), password })
    location.assign(wayIn(slug, ''))
  })
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className={classes.hint}>{t('invitation.intro', { email: invitation.email })}</p>
      <FormProblem problem={problem} />
      <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
      <TextInput
        label={t('yourName')}
        description={t('invitation.nameHint')}
        autoComplete="name"
        {...form.getInputProps('name')}
      />
      <PasswordInput
        label={t('invitation.password')}
        description={t('passwordRule', { count: leastPasswordLength })}
        autoComplete="new-password"
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        {...form.getInputProps('password')}
      />
      <Button type="submit" size="lg" fullWidth loading={sending}>
        {t('invitation.accept')}
      </Button>
    </form>
  )
}
