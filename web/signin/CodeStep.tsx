import { Button, Checkbox, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../api/api-problem.ts'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useFormSubmit } from '../ui/useFormSubmit.ts'
import classes from './SignIn.module.css'
import { useAuth } from './useAuth.ts'

export interface CodeStepProps {
  onBack: () => void
  onOpen: () => Promise<void>
}

/** Asks for the code of the person's application, or for one of the backup codes. */
export function CodeStep({ onBack, onOpen }: CodeStepProps) {
  const { t } = useTranslation(['signin', 'common'])
  const auth = useAuth()
  const [backup, setBackup] = useState(false)
  const form = useForm({
    initialValues: { code: '', trustDevice: false },
    validate: { code: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem, forget } = useFormSubmit(form, async ({ code, trustDevice }) => {
    await (backup
      ? auth.verifyBackupCode(code.trim())
      : auth.verifyCode(code.replaceAll(/\s/g, ''), trustDevice))
    await onOpen()
  })
  const handleSwitch = () => {
    setBackup(!backup)
    form.setFieldValue('code', '')
    forget()
  }
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <p className={classes.hint}>{backup ? t('code.backupHint') : t('code.hint')}</p>
      <FormProblem problem={problem} />
      {isProblem(problem, 'signin.second_step_expired') ? (
        <Button size="lg" fullWidth onClick={onBack}>
          {t('code.again')}
        </Button>
      ) : (
        <>
          <TextInput
            key={backup ? 'backup' : 'code'}
            label={backup ? t('code.backup') : t('code.label')}
            inputMode={backup ? 'text' : 'numeric'}
            autoComplete={backup ? 'off' : 'one-time-code'}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            classNames={{ input: classes.code }}
            {...form.getInputProps('code')}
          />
          {!backup && (
            <Checkbox label={t('code.trust')} {...form.getInputProps('trustDevice', { type: 'checkbox' })} />
          )}
          <Button type="submit" size="lg" fullWidth loading={sending}>
            {t('title')}
          </Button>
          <Button variant="subtle" onClick={handleSwitch}>
            {backup ? t('code.useApp') : t('code.useBackup')}
          </Button>
        </>
      )}
    </form>
  )
}
