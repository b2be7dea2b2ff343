import { Button } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../api/ApiProvider.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'

export interface OpenConversationProps {
  id: string
}

/** Goes to a conversation known by its id: the desk names it by its number, which is asked for only then. */
export function OpenConversation({ id }: OpenConversationProps) {
  const { t } = useTranslation('settings')
  const { call } = useApi()
  const [, navigate] = useLocation()
  const opening = useMutation({
    mutationFn: () => call.conversations.get({ id }),
    onSuccess: ({ number }) => navigate(`/desk/all/${number}`),
  })
  return (
    <>
      <FormProblem problem={opening.error} />
      <Button
        variant="default"
        size="xs"
        loading={opening.isPending}
        leftSection={<IconMessages size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => opening.mutate()}
      >
        {t('openConversation')}
      </Button>
    </>
  )
}
