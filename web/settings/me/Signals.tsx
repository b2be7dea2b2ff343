import { Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'

/** What calls me when something is mine: kept at once, as a switch does. */
export function Signals() {
  const { t } = useTranslation('settings')
  const { me, update } = useSession()
  const { sounds, browserNotifications } = me.preferences
  const [refused, setRefused] = useState(
    () => 'Notification' in window && Notification.permission === 'denied',
  )
  const handleNotifications = async (wanted: boolean) => {
    if (wanted && 'Notification' in window) {
      const answer = await Notification.requestPermission()
      setRefused(answer === 'denied')
      if (answer !== 'granted') return
    }
    update({ preferences: { browserNotifications: wanted } })
  }
  return (
    <SettingGroup anchor="signals" title={t('me.signals')} effect={t('me.signalsEffect')}>
      <div className={fields.stack}>
        <Switch
          label={t('me.sounds')}
          description={t('me.soundsHint')}
          checked={sounds}
          onChange={event => update({ preferences: { sounds: event.currentTarget.checked } })}
        />
        <Switch
          label={t('me.notifications')}
          description={refused ? t('me.notificationsRefused') : t('me.notificationsHint')}
          checked={browserNotifications && !refused}
          onChange={event => void handleNotifications(event.currentTarget.checked)}
        />
      </div>
    </SettingGroup>
  )
}
