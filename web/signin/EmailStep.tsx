import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import type { SignInMethod } from './auth.ts'
import { looksLikeEmail } from './looks-like-email.ts'
import { PasskeyButton } from './PasskeyButton.tsx'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface EmailStepProps {
  email: string
  onFound: (email: string, answer: { methods: SignInMethod[]; company: string | null }) => void
  /** A passkey opened the session without an address. */
  onOpen: () => Promise<void>
}

/** Asks for the address, then what ways in it has. */
export function EmailStep({ email, onFound, onOpen }: EmailStepProps) {
  const { t } = useTranslation(['signin', 'common'])
  const auth = useAuth()
  const form = useForm({
    initialValues: { email },
    validate: { email: value => (looksLikeEmail(value) ? null : t('common:form.email')) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async values => {
    const address = values.email.trim()
    onFound(address, await auth.methods(address))
  })
  return (
    <>
      <form onSubmit={submit} noValidate className={classes.form}>
        <FormProblem problem={problem} />
        <TextInput
          type="email"
          label={t('email')}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          autoFocus
          {...form.getInputProps('email')}
        />
        <Button type="submit" size="lg" fullWidth loading={sending}>
          {t('common:act.continue')}
        </Button>
      </form>
      <PasskeyButton onOpen={onOpen} />
    </>
  )
}
