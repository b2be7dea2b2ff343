import { Button, PasswordInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import classes from './me.module.css'

export interface AskPasswordProps {
  /** What the password is asked for: the button says it. */
  label: string
  onPassword: (password: string) => Promise<void>
  onCancel: () => void
}

/** Asks for the password again before an act that protects the account. */
export function AskPassword({ label, onPassword, onCancel }: AskPasswordProps) {
  const { t } = useTranslation(['settings', 'common'])
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: value => (value === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem } = useFormSubmit(form, ({ password }) => onPassword(password))
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormProblem problem={problem} />
      <PasswordInput
        label={t('password.yours')}
        autoComplete="current-password"
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('showSecret') }}
        {...form.getInputProps('password')}
      />
      <div className={classes.acts}>
        <Button type="submit" loading={sending}>
          {label}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('common:act.cancel')}
        </Button>
      </div>
    </form>
  )
}
