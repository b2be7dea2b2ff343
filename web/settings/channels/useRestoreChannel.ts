import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Channel } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useChannelsChanged } from './useChannelsChanged.ts'

/** Brings a deleted channel back as it was. */
export function useRestoreChannel() {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const announce = useAnnounce()
  const channelsChanged = useChannelsChanged()
  return useMutation({
    mutationFn: ({ id }: Pick<Channel, 'id'>) => call.channels.restore({ id }),
    onSuccess: async ({ name }) => {
      announce(t('channels.delete.back', { name }))
      await channelsChanged()
    },
  })
}
