import { Anchor, Button, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { useAuth } from '../../signin/useAuth.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { useFormSubmit } from '../../ui/useFormSubmit.ts'
import { Copyable } from '../Copyable.tsx'
import { BackupCodes } from './BackupCodes.tsx'
import classes from './me.module.css'
import { secretOf } from './totp-uri.ts'

export interface EnrolSecondStepProps {
  totpURI: string
  backupCodes: string[]
  onDone: () => void
  onCancel: () => void
}

/** The three things to do, in their order: add the account to an app, keep the backup codes, prove it with a code. */
export function EnrolSecondStep({ totpURI, backupCodes, onDone, onCancel }: EnrolSecondStepProps) {
  const { t } = useTranslation(['settings', 'common'])
  const auth = useAuth()
  const secret = secretOf(totpURI)
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: value => (value.trim() === '' ? t('common:form.required') : null) },
  })
  const { submit, sending, problem } = useFormSubmit(form, async ({ code }) => {
    await auth.verifyCode(code.replaceAll(/\s/g, ''), false)
    onDone()
  })
  return (
    <ol className={classes.steps}>
      <li>
        <div className={classes.step}>
          <p>{t('secondStep.addToApp')}</p>
          <QrCode text={totpURI} label={t('secondStep.qrCode')} />
          <p>{t('secondStep.orType')}</p>
          <Copyable text={secret.replaceAll(' ', '')} shown={secret} label={t('secondStep.copySecret')} />
          <p className={classes.hint}>
            <Anchor href={totpURI}>{t('secondStep.openApp')}</Anchor>
          </p>
          <details>
            <summary>{t('secondStep.address')}</summary>
            <Copyable text={totpURI} label={t('secondStep.copyAddress')} />
          </details>
        </div>
      </li>
      <li>
        <BackupCodes codes={backupCodes} />
      </li>
      <li>
        <form onSubmit={submit} noValidate className={classes.form}>
          <FormProblem problem={problem} />
          <TextInput
            label={t('secondStep.code')}
            description={t('secondStep.codeHint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            {...form.getInputProps('code')}
          />
          <div className={classes.acts}>
            <Button type="submit" loading={sending}>
              {t('secondStep.enable')}
            </Button>
            <Button variant="default" onClick={onCancel}>
              {t('common:act.cancel')}
            </Button>
          </div>
        </form>
      </li>
    </ol>
  )
}
