import { Button } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ChannelIcon } from '../../ui/ChannelIcon.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { Row, Rows } from '../Rows.tsx'
import { SettingGroup } from '../SettingGroup.tsx'
import { useRestoreChannel } from './useRestoreChannel.ts'

/** Channels that were deleted, each with the way back; nothing where there is none. */
export function DeletedChannels({ kinds }: { kinds: readonly Channel['kind'][] }) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const format = useFormat()
  const deleted = useQuery(query.channels.list.queryOptions({ input: { deleted: 'only' } }))
  const restoring = useRestoreChannel()
  const items = deleted.data?.items.filter(({ kind }) => kinds.includes(kind)) ?? []
  if (items.length === 0) return null
  return (
    <SettingGroup anchor="deleted" title={t('channels.delete.list')} effect={t('channels.delete.listEffect')}>
      <FormProblem problem={restoring.error} />
      <Rows label={t('channels.delete.list')}>
        {items.map(channel => (
          <Row
            key={channel.id}
            mark={<ChannelIcon kind={channel.kind} />}
            name={channel.name}
            detail={channel.kind === 'email' && channel.address !== channel.name && channel.address}
            facts={
              <span>
                {t('channels.delete.since', { day: format.shortDay(channel.deletedAt ?? new Date()) })}
              </span>
            }
            acts={
              <Button
                variant="default"
                size="xs"
                aria-label={t('channels.delete.restoreNamed', { name: channel.name })}
                loading={restoring.isPending && restoring.variables.id === channel.id}
                leftSection={<IconRestore size={16} stroke={1.75} aria-hidden="true" />}
                onClick={() => restoring.mutate(channel)}
              >
                {t('channels.delete.restore')}
              </Button>
            }
          />
        ))}
      </Rows>
    </SettingGroup>
  )
}
