import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../contract/common.ts'
import classes from './StateMessage.module.css'

export interface RefusedStateProps {
  /** The least role that may see the page. */
  role: Role
  /** Who can give it, when known: "Karim". */
  ask?: string
}

/** Names the role that a page needs and whom to ask, rather than leaving it blank. */
export function RefusedState({ role, ask }: RefusedStateProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.state}>
      <IconLock size={24} stroke={1.75} aria-hidden="true" />
      <p className={classes.title}>{t('trouble.refusedRole', { role: t(`role.${role}`) })}</p>
      <p className={classes.hint}>
        {ask ? t('trouble.refusedAskName', { name: ask }) : t('trouble.refusedAsk')}
      </p>
    </div>
  )
}
