import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import type { Looker } from '../live/useLookers.ts'
import classes from './LinkedBanner.module.css'

export interface CollisionLineProps {
  lookers: readonly Looker[]
}

/** Says that a colleague is already answering, where one is about to write. */
export function CollisionLine({ lookers }: CollisionLineProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const typing = lookers.filter(one => one.typing)
  if (typing.length === 0) return null
  return (
    <p className={classes.collision}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      {t('looking.collision', { names: format.list(typing.map(one => one.name)), count: typing.length })}
    </p>
  )
}
