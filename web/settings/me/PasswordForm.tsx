import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { leastPasswordLength } from '../../signin/password-rule.ts'
import { useAuth } from '../../signin/useAuth.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { SettingGroup } from '../SettingGroup.tsx'
import classes from './me.module.css'

export interface PasswordFormProps {
  email: string
}

/** Changes the password; every other session ends with it. */
export function PasswordForm({ email }: PasswordFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const auth = useAuth()
  const announce = useAnnounce()
  const form = useForm({
    initialValues: { current: '', next: '' },
    validate: {
      current: value => (value === '' ? t('common:form.required') : null),
      next: value =>
        value.length < leastPasswordLength ? t('common:form.tooShort', { min: leastPasswordLength }) : null,
    },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ current, next }) => {
    await auth.changePassword(current, next)
    form.reset()
    announce(t('password.changed'), 'polite', { visible: true })
  })
  const toggle = { 'aria-label': t('showSecret') }
  return (
    <SettingGroup anchor="password" title={t('password.title')} effect={t('password.effect')}>
      <form onSubmit={submit} noValidate className={classes.form}>
        <FormProblem problem={problem} />
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label={t('password.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('current')}
        />
        <PasswordInput
          label={t('password.next')}
          description={t('password.rule', { count: leastPasswordLength })}
          autoComplete="new-password"
          visibilityToggleButtonProps={toggle}
          {...form.getInputProps('next')}
        />
        <Button type="submit" variant="default" loading={sending}>
          {t('password.change')}
        </Button>
      </form>
    </SettingGroup>
  )
}
