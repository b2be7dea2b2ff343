import { Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import fields from '../fields.module.css'
import { SettingGroup } from '../SettingGroup.tsx'
import { useDeleteChannel } from './useDeleteChannel.ts'
import { useLeftBehind } from './useLeftBehind.ts'

/** What deleting a channel would leave behind, then the button that does it; it can be undone, and brought back later. */
export function DeleteChannel({ channel }: { channel: Channel }) {
  const { t } = useTranslation('settings')
  const { query } = useApi()
  const dependents = useQuery(query.channels.dependents.queryOptions({ input: { id: channel.id } }))
  const leftBehind = useLeftBehind(channel)
  const deleting = useDeleteChannel(channel)
  return (
    <SettingGroup
      anchor="delete"
      title={t(`channels.delete.title.${channel.kind}`)}
      effect={t('channels.delete.effect')}
    >
      <div className={fields.stack}>
        {dependents.isError && !dependents.data ? (
          <ErrorState problem={dependents.error} onRetry={() => void dependents.refetch()} />
        ) : !dependents.data ? (
          <LoadingLines rows={2} />
        ) : (
          <ul className={fields.facts}>
            {leftBehind(dependents.data).map(sentence => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        <FormProblem problem={deleting.error} />
        <Button
          variant="default"
          disabled={!dependents.data}
          loading={deleting.isPending}
          leftSection={<IconTrash size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => deleting.mutate()}
        >
          {t(`channels.delete.act.${channel.kind}`)}
        </Button>
      </div>
    </SettingGroup>
  )
}
