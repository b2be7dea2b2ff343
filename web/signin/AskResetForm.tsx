import { Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import { looksLikeEmail } from './looks-like-email.ts'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface AskResetFormProps {
  email: string
}

/** Asks where to send the link; the answer is the same whether the address is known or not. */
export function AskResetForm({ email }: AskResetFormProps) {
  const { t } = useTranslation(['signin', 'common'])
  const auth = useAuth()
  const announce = useAnnounce()
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm({
    initialValues: { email },
    validate: { email: value => (looksLikeEmail(value) ? null : t('common:form.email')) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async values => {
    const address = values.email.trim()
    await auth.askReset(address)
    setSentTo(address)
    announce(t('reset.sent', { email: address }))
  })
  if (sentTo)
    return (
      <div className={classes.done}>
        <p>{t('reset.sent', { email: sentTo })}</p>
        <p className={classes.hint}>{t('reset.sentHint')}</p>
        <Button variant="default" size="lg" onClick={() => setSentTo(undefined)}>
          {t('reset.again')}
        </Button>
      </div>
    )
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className={classes.hint}>{t('reset.intro')}</p>
      <FormProblem problem={problem} />
      <TextInput
        type="email"
        label={t('email')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        {...form.getInputProps('email')}
      />
      <Button type="submit" size="lg" fullWidth loading={sending}>
        {t('reset.send')}
      </Button>
    </form>
  )
}
