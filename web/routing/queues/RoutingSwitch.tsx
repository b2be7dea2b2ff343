import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import classes from './queues.module.css'
import { useRoutingSettings } from './useRoutingSettings.ts'

export interface RoutingSwitchProps {
  isOn: boolean
}

/** Starts or ends the giving out of requests, and says what that changes for everybody. */
export function RoutingSwitch({ isOn }: RoutingSwitchProps) {
  const { t } = useTranslation(['queues', 'common'])
  const { is } = useSession()
  const { save, isSaving } = useRoutingSettings()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const handleChange = async (next: boolean) => {
    try {
      await save({ isOn: next })
      offerUndo({ text: t(next ? 'switchedOn' : 'switchedOff'), undo: () => save({ isOn: !next }) })
    } catch {
      announce(t('common:trouble.notSaved'), 'assertive', { visible: true })
    }
  }
  return (
    <section className={classes.switch} data-on={isOn || undefined} aria-label={t('switch')}>
      <Switch
        size="md"
        label={t('switch')}
        description={t(isOn ? 'isOn' : 'isOff')}
        checked={isOn}
        disabled={!is('administrator') || isSaving}
        onChange={event => void handleChange(event.currentTarget.checked)}
      />
      {!is('administrator') && <p className={classes.hint}>{t('byAdministrators')}</p>}
    </section>
  )
}
