import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAuth } from '../../signin/useAuth.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { AskPassword } from './AskPassword.tsx'
import { accountKey } from './account-key.ts'
import { BackupCodes } from './BackupCodes.tsx'
import { EnrolSecondStep } from './EnrolSecondStep.tsx'
import classes from './me.module.css'

export interface SecondStepProps {
  isOn: boolean
}

type Act = 'enable' | 'disable' | 'codes'

/** A code after the password: turned on, turned off, and its backup codes. Each act asks for the password again. */
export function SecondStep({ isOn }: SecondStepProps) {
  const { t } = useTranslation('settings')
  const auth = useAuth()
  const announce = useAnnounce()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<Act>()
  const [enrolment, setEnrolment] = useState<{ totpURI: string; backupCodes: string[] }>()
  const [codes, setCodes] = useState<string[]>()
  const refresh = () => queryClient.invalidateQueries({ queryKey: accountKey })

  const handlePassword = async (password: string) => {
    if (asking === 'enable') setEnrolment(await auth.enableSecondStep(password))
    if (asking === 'codes') setCodes((await auth.newBackupCodes(password)).backupCodes)
    if (asking === 'disable') {
      await auth.disableSecondStep(password)
      announce(t('secondStep.turnedOff'), 'polite', { visible: true })
      await refresh()
    }
    setAsking(undefined)
  }
  const handleEnrolled = async () => {
    setEnrolment(undefined)
    announce(t('secondStep.turnedOn'), 'polite', { visible: true })
    await refresh()
  }
  return (
    <SettingGroup anchor="second-step" title={t('secondStep.title')} effect={t('secondStep.effect')}>
      {enrolment ? (
        <EnrolSecondStep
          {...enrolment}
          onDone={() => void handleEnrolled()}
          onCancel={() => setEnrolment(undefined)}
        />
      ) : codes ? (
        <BackupCodes codes={codes} onSeen={() => setCodes(undefined)} />
      ) : asking ? (
        <AskPassword
          label={t(`secondStep.${asking}`)}
          onPassword={handlePassword}
          onCancel={() => setAsking(undefined)}
        />
      ) : isOn ? (
        <div className={classes.form}>
          <Glyph icon={IconCircleCheck} tone="done" word={t('secondStep.isOn')} withWord />
          <div className={classes.acts}>
            <Button variant="default" onClick={() => setAsking('codes')}>
              {t('secondStep.codes')}
            </Button>
            <Button variant="default" onClick={() => setAsking('disable')}>
              {t('secondStep.disable')}
            </Button>
          </div>
        </div>
      ) : (
        <Button variant="default" onClick={() => setAsking('enable')}>
          {t('secondStep.enable')}
        </Button>
      )}
    </SettingGroup>
  )
}
