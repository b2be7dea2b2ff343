import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import fields from '../fields.module.css'
import { useRestoreChannel } from './useRestoreChannel.ts'

/** In place of the settings of a deleted channel: that it is, and the way back. */
export function DeletedNotice({ channel }: { channel: Channel }) {
  const { t } = useTranslation('settings')
  const restoring = useRestoreChannel()
  return (
    <div className={fields.stack}>
      <p className={fields.note}>{t('channels.delete.isDeleted')}</p>
      <FormProblem problem={restoring.error} />
      <Button
        loading={restoring.isPending}
        leftSection={<IconRestore size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => restoring.mutate(channel)}
      >
        {t('channels.delete.restore')}
      </Button>
    </div>
  )
}
