import { IconCloudOff } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveState } from '../live/LiveProvider.tsx'
import classes from './Bars.module.css'
import { useAnnounce } from './LiveRegions.tsx'
import { useFormat } from './useFormat.ts'

/** A cut shorter than this heals by itself and is not worth a word. */
const patienceMilliseconds = 3000

/** Tells that the connection is lost, how old the screen is, and that writing goes on. */
export function OfflineBar() {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const format = useFormat()
  const live = useLiveState()
  const cut = live?.connected === false && live.asOf !== undefined
  const [lost, setLost] = useState(false)
  useEffect(() => {
    if (!cut) {
      setLost(before => {
        if (before) announce(t('offline.back'))
        return false
      })
      return
    }
    const timer = setTimeout(() => {
      setLost(true)
      announce(t('offline.lost'), 'assertive')
    }, patienceMilliseconds)
    return () => clearTimeout(timer)
  }, [cut, announce, t])
  if (!lost || !live?.asOf) return null
  return (
    <section aria-label={t('offline.label')} className={`${classes.bar} ${classes.soon}`}>
      <IconCloudOff size={16} stroke={1.75} aria-hidden="true" />
      <span>{t('offline.lost')}</span>
      <span className={classes.aside}>{t('offline.data', { time: format.time(live.asOf) })}</span>
    </section>
  )
}
