import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Channel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useChannelsChanged } from './useChannelsChanged.ts'

/** Deletes a channel at once, with the bar that brings it back. */
export function useDeleteChannel({ id, name, kind }: Pick<Channel, 'id' | 'name' | 'kind'>) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const [, navigate] = useLocation()
  const offerUndo = useUndo()
  const channelsChanged = useChannelsChanged()
  return useMutation({
    mutationFn: () => call.channels.remove({ id }),
    onSuccess: async () => {
      navigate(kind === 'form' ? '/settings/forms' : '/settings/channels')
      offerUndo({
        text: t('channels.delete.done', { name }),
        undo: async () => {
          await call.channels.restore({ id })
          await channelsChanged()
        },
      })
      await channelsChanged()
    },
  })
}
