import { Button } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { SideConversation } from '../../../contract/side-conversations.ts'
import classes from './Side.module.css'

export interface SideBandProps {
  sides: readonly SideConversation[]
  onOpen: () => void
}

/** Tells, above the thread, that somebody was asked beside it and whether they answered. */
export function SideBand({ sides, onOpen }: SideBandProps) {
  const { t } = useTranslation('desk')
  const open = sides.filter(one => one.state === 'open')
  if (open.length === 0) return null
  const news = open.filter(one => one.hasNews).length
  return (
    <div className={classes.band} data-news={news > 0 || undefined}>
      <IconMessages size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.bandText}>
        {news > 0 ? t('side.bandNews', { count: news }) : t('side.band', { count: open.length })}
      </p>
      <Button variant="default" size="sm" onClick={onOpen}>
        {t('side.see')}
      </Button>
    </div>
  )
}
