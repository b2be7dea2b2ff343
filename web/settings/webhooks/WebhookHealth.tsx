import { Button, Group } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconSend } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../../contract/integrations.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useNow } from '../../ui/useNow.ts'
import fields from '../fields.module.css'
import { Replay } from './Replay.tsx'
import { useWebhookWords } from './useWebhookWords.ts'

export interface WebhookHealthProps {
  webhook: Webhook
}

/** How a webhook does in a sentence, and what one can do about it. */
export function WebhookHealth({ webhook }: WebhookHealthProps) {
  const { t } = useTranslation('webhooks')
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const { id, name, state } = webhook
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.integrations.key() })
  const setPaused = async (paused: boolean) => {
    await (paused ? call.integrations.pauseWebhook({ id }) : call.integrations.resumeWebhook({ id }))
    await refresh()
  }
  const isTold = state === 'active'
  const turning = useMutation({
    mutationFn: () => setPaused(isTold),
    onSuccess: () =>
      offerUndo({
        text: isTold ? t('pausedDone', { name }) : t('resumedDone', { name }),
        undo: () => setPaused(!isTold),
      }),
  })
  const testing = useMutation({
    mutationFn: () => call.integrations.testWebhook({ id }),
    onSuccess: async () => {
      announce(t('tested'))
      await refresh()
    },
  })
  return (
    <div className={fields.stack}>
      <Sentence webhook={webhook} />
      <FormProblem problem={turning.error ?? testing.error} />
      <Group gap="xs">
        <Button
          variant="default"
          loading={testing.isPending}
          leftSection={<IconSend size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => testing.mutate()}
        >
          {t('test')}
        </Button>
        <Button
          variant="default"
          loading={turning.isPending}
          leftSection={
            isTold ? (
              <IconPlayerPause size={16} stroke={1.75} aria-hidden="true" />
            ) : (
              <IconPlayerPlay size={16} stroke={1.75} aria-hidden="true" />
            )
          }
          onClick={() => turning.mutate()}
        >
          {isTold ? t('pause') : t('resume')}
        </Button>
        {isTold && <Replay webhook={webhook} />}
      </Group>
    </div>
  )
}

function Sentence({ webhook }: WebhookHealthProps) {
  const { t } = useTranslation('webhooks')
  const format = useFormat()
  const now = useNow(10_000)
  const words = useWebhookWords()
  const problem = words.problem(webhook.lastProblem ?? '')
  const waiting = webhook.waiting > 0 && ` ${t('waiting', { count: webhook.waiting })}.`
  if (webhook.state === 'disabled') return <p>{t('disabledText', { problem })}</p>
  if (webhook.state === 'paused') return <p>{t('pausedText')}</p>
  if (webhook.failingSince)
    return (
      <p>
        {t('failingSince', { when: format.when(webhook.failingSince, now), problem })}
        {webhook.retryAt && ` ${t('rest', { when: format.when(webhook.retryAt, now) })}`}
        {waiting}
      </p>
    )
  return (
    <p>
      {webhook.lastSuccessAt ? t('works') : t('nothingYet')}
      {waiting}
    </p>
  )
}
