import { Button } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useAuth } from '../../signin/useAuth.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import classes from './me.module.css'

/** Ends the sessions of every other browser and device, or this one. */
export function Sessions() {
  const { t } = useTranslation(['settings', 'common'])
  const auth = useAuth()
  const announce = useAnnounce()
  const { signOut } = useSession()
  const ending = useMutation({
    mutationFn: auth.endOtherSessions,
    onSuccess: () => announce(t('sessions.ended'), 'polite', { visible: true }),
  })
  return (
    <SettingGroup anchor="sessions" title={t('sessions.title')} effect={t('sessions.effect')}>
      <FormProblem problem={ending.error} />
      <div className={classes.acts}>
        <Button
          variant="default"
          loading={ending.isPending}
          leftSection={<IconLogout size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => ending.mutate()}
        >
          {t('sessions.endOthers')}
        </Button>
        <Button variant="default" onClick={() => void signOut()}>
          {t('common:act.signOut')}
        </Button>
      </div>
    </SettingGroup>
  )
}
