import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import type { DeliveryLine } from './deliveries.ts'

export interface RetryButtonProps {
  delivery: Pick<DeliveryLine, 'id' | 'subject'>
}

/** Sends a mail that could not leave again, now. */
export function RetryButton({ delivery }: RetryButtonProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const retrying = useMutation({
    mutationFn: () => call.channels.retryDelivery({ id: delivery.id }),
    onSuccess: async () => {
      announce(t('mails.retried'))
      await queryClient.invalidateQueries({ queryKey: query.channels.key() })
    },
    // It may have left meanwhile: the list then says so.
    onError: () => {
      announce(t('mails.notRetried'), 'assertive', { visible: true })
      void queryClient.invalidateQueries({ queryKey: query.channels.key() })
    },
  })
  return (
    <Button
      variant="default"
      size="xs"
      loading={retrying.isPending}
      leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden="true" />}
      aria-label={t('mails.retryOne', { subject: delivery.subject })}
      onClick={() => retrying.mutate()}
    >
      {t('common:act.retry')}
    </Button>
  )
}
