import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'

export interface RuleUndoProps {
  conversationId: string
  ruleId: string
  messageId: string
}

/** Puts back what a rule changed here, while there is something to put back. */
export function RuleUndo({ conversationId, ruleId, messageId }: RuleUndoProps) {
  const { t } = useTranslation(['desk', 'common'])
  const { query, call } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const hits = useQuery(
    query.rules.ofConversation.queryOptions({
      input: { id: conversationId },
      select: ({ items }) => items,
    }),
  )
  const undo = useMutation({
    mutationFn: () => call.rules.undo({ id: conversationId, messageId, ruleId }),
    onSuccess: () => announce(t('line.ruleTakenBack')),
    onError: problem => announce(problem.message, 'assertive', { visible: true }),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: query.rules.ofConversation.key() }),
        queryClient.invalidateQueries({ queryKey: query.conversations.get.key() }),
      ]),
  })
  const hit = hits.data?.find(one => one.rule.id === ruleId && one.messageId === messageId)
  if (!hit?.mayUndo) return null
  return (
    <Button variant="subtle" size="compact-sm" loading={undo.isPending} onClick={() => undo.mutate()}>
      {t('line.ruleUndo')}
    </Button>
  )
}
