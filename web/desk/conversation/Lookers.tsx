import { IconEye, IconPencil } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import type { Looker } from '../live/useLookers.ts'
import classes from './ConversationHeader.module.css'

export interface LookersProps {
  lookers: readonly Looker[]
}

/** The colleagues who have the same conversation before their eyes, and those who are writing in it. */
export function Lookers({ lookers }: LookersProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const typing = lookers.filter(one => one.typing)
  const viewing = lookers.filter(one => !one.typing)
  if (lookers.length === 0) return null
  const names = (people: readonly Looker[]) => ({
    names: format.list(people.map(person => person.name)),
    count: people.length,
  })
  return (
    <span className={classes.lookers}>
      {typing.length > 0 && (
        <span className={classes.typing}>
          <IconPencil size={16} stroke={1.75} aria-hidden="true" />
          {t('looking.typing', names(typing))}
        </span>
      )}
      {viewing.length > 0 && (
        <span className={classes.viewing}>
          <IconEye size={16} stroke={1.75} aria-hidden="true" />
          {t('looking.viewing', names(viewing))}
        </span>
      )}
    </span>
  )
}
