import { IconEraser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './LinkedBanner.module.css'

export interface EmptiedBandProps {
  emptied: Conversation['emptied']
}

/** Says of a conversation without words that they went at the end of their time, or with their person. */
export function EmptiedBand({ emptied }: EmptiedBandProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  if (!emptied) return null
  return (
    <div className={classes.banner}>
      <IconEraser size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.text}>{t(`emptied.${emptied.why}`, { day: format.day(emptied.at) })}</p>
    </div>
  )
}
