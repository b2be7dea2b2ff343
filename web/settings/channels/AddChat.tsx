import { Button } from '@mantine/core'
import { IconMessageCircle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../api/ApiProvider.tsx'
import { useSession } from '../../session.tsx'

/** Makes a chat that is switched off, and opens its page: it goes live once a team answers it. */
export function AddChat() {
  const { t } = useTranslation('settings')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const { workspace } = useSession()
  const adding = useMutation({
    mutationFn: () =>
      call.channels.create({
        kind: 'chat',
        name: t('chat.newName'),
        language: workspace.language,
        enabled: false,
      }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: query.channels.key() })
      navigate(`/settings/channels/${id}`)
    },
  })
  return (
    <Button
      variant="default"
      loading={adding.isPending}
      leftSection={<IconMessageCircle size={16} stroke={1.75} aria-hidden="true" />}
      onClick={() => adding.mutate()}
    >
      {t('chat.add')}
    </Button>
  )
}
