import { Checkbox, SegmentedControl, Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preferences } from '../../../contract/workspaces.ts'
import { useSession } from '../../session.tsx'
import fields from '../fields.module.css'
import { LabelledChoice } from '../LabelledChoice.tsx'
import { SettingGroup } from '../SettingGroup.tsx'

/** What calls me when something is mine: kept at once, as a switch does. */
export function Signals() {
  const { t } = useTranslation('settings')
  const { me, update } = useSession()
  const { sounds, longerOffers, browserNotifications, told, digest } = me.preferences
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
      <div className={fields.choices}>
        <Switch
          label={t('me.sounds')}
          description={t('me.soundsHint')}
          checked={sounds}
          onChange={event => update({ preferences: { sounds: event.currentTarget.checked } })}
        />
        <Switch
          label={t('me.longerOffers')}
          description={t('me.longerOffersHint')}
          checked={longerOffers}
          onChange={event => update({ preferences: { longerOffers: event.currentTarget.checked } })}
        />
        <Switch
          label={t('me.notifications')}
          description={refused ? t('me.notificationsRefused') : t('me.notificationsHint')}
          checked={browserNotifications && !refused}
          onChange={event => void handleNotifications(event.currentTarget.checked)}
        />
        <Checkbox.Group
          label={t('me.told')}
          description={t('me.toldHint')}
          value={told}
          onChange={value => update({ preferences: { told: value as Preferences['told'] } })} // those below
        >
          <div className={fields.stack}>
            {(['assigned', 'message', 'mention', 'overdue'] as const).map(kind => (
              <Checkbox key={kind} value={kind} label={t(`me.toldKind.${kind}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <LabelledChoice name={t('me.digest')} hint={t('me.digestHint')}>
          {labelledBy => (
            <SegmentedControl
              aria-labelledby={labelledBy}
              value={digest}
              data={(['never', 'daily', 'hourly'] as const).map(value => ({
                value,
                label: t(`me.digestRhythm.${value}`),
              }))}
              onChange={value => update({ preferences: { digest: value as Preferences['digest'] } })} // one of the values above
            />
          )}
        </LabelledChoice>
      </div>
    </SettingGroup>
  )
}
