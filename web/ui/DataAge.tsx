import { IconAlertTriangle, IconCircleFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLiveState } from '../live/LiveProvider.tsx'
import classes from './DataAge.module.css'
import { useFormat } from './useFormat.ts'
import { useNow } from './useNow.ts'

/** Older than this, figures may be wrong and say so. */
const staleMilliseconds = 10_000

/** Says how old what is shown is: "live", or in red the time of the last sign of life. */
export function DataAge() {
  const { t } = useTranslation()
  const format = useFormat()
  const now = useNow(1000)
  const live = useLiveState()
  if (!live?.asOf) return null
  const time = format.time(live.asOf)
  const stale = now.getTime() - live.asOf.getTime() > staleMilliseconds
  return stale ? (
    <span className={`${classes.age} ${classes.stale}`}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      {t('age.stale', { time })}
    </span>
  ) : (
    <span className={classes.age} title={t('age.asOf', { time })}>
      <IconCircleFilled size={8} aria-hidden="true" className={classes.dot} />
      {t('age.live')}
    </span>
  )
}
