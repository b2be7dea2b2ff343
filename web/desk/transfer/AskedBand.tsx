import { Button } from '@mantine/core'
import { IconUserShare } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import classes from '../side/Side.module.css'
import { useHandOver, useTransfers } from './useTransfers.ts'

/** Tells, above the thread, that somebody was asked to take it over and has not answered yet. */
export function AskedBand({ conversation: { id, assignee } }: { conversation: Conversation }) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const now = useNow(10_000)
  const { takeBack } = useHandOver()
  const [latest] = useTransfers(id).data?.items ?? []
  if (latest?.state !== 'asked' || assignee || !latest.toMember) return null
  const seconds = Math.max(0, (now.getTime() - Date.parse(latest.at)) / 1000)
  return (
    <div className={classes.band}>
      <IconUserShare size={16} stroke={1.75} aria-hidden="true" />
      <p className={classes.bandText}>
        {t('handOver.waiting', { name: latest.toMember.name, duration: format.duration(seconds) })}
      </p>
      {latest.mayTakeBack && (
        <Button variant="default" size="sm" onClick={() => void takeBack(latest.id)}>
          {t('handOver.takeBack')}
        </Button>
      )}
    </div>
  )
}
