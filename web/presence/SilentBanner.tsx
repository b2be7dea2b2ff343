import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../ui/LiveRegions.tsx'
import classes from './Presence.module.css'
import { useDeclare, useWorkState } from './useWorkState.ts'

/** Says that offers were missed and that nothing more comes, with the one click back. */
export function SilentBanner() {
  const { t } = useTranslation('work')
  const announce = useAnnounce()
  const declare = useDeclare()
  const isSilent = useWorkState()?.state.isSilent ?? false
  useEffect(() => {
    if (isSilent) announce(t('presence.silent'), 'assertive')
  }, [isSilent, announce, t])
  if (!isSilent) return null
  return (
    <section className={classes.banner} aria-label={t('presence.label')}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      <span>{t('presence.silent')}</span>
      <Button size="sm" variant="default" onClick={() => void declare('available')}>
        {t('presence.return')}
      </Button>
    </section>
  )
}
