import { IconBulb } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DuplicateReason } from '../../../contract/merging.ts'
import classes from './merging.module.css'

export interface ReasonsProps {
  reasons: readonly DuplicateReason[]
}

/** Why two cards look like one person. */
export function Reasons({ reasons }: ReasonsProps) {
  const { t } = useTranslation('contacts')
  return (
    <p className={classes.reasons}>
      <IconBulb size={16} stroke={1.75} aria-hidden="true" />
      <span>
        {reasons.length === 0
          ? t('merge.whyNone')
          : reasons.map(reason => t(`merge.reason.${reason}`)).join(' · ')}
      </span>
    </p>
  )
}
