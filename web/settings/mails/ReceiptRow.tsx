import { Button } from '@mantine/core'
import {
  type Icon,
  IconCircleCheck,
  IconClock,
  IconMailExclamation,
  IconMailOff,
  IconRefresh,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Receipt } from '../../../contract/channels.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Glyph, type GlyphProps } from '../../ui/Glyph.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { OpenConversation } from '../OpenConversation.tsx'
import { Row } from '../Rows.tsx'
import classes from './mails.module.css'

const drawings: Record<Receipt['state'], { icon: Icon; tone: GlyphProps['tone'] }> = {
  stored: { icon: IconClock, tone: 'muted' },
  parsed: { icon: IconCircleCheck, tone: 'done' },
  parked: { icon: IconMailExclamation, tone: 'soon' },
  ignored: { icon: IconMailOff, tone: 'muted' },
}

export interface ReceiptRowProps {
  receipt: Receipt
  now: Date
  channelName: string | undefined
}

/** A mail that arrived: from whom, what became of it and why, and the way to try again. */
export function ReceiptRow({ receipt, now, channelName }: ReceiptRowProps) {
  const { t } = useTranslation(['settings', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const { id, state, from, detail, bytes, attempts, receivedAt, conversationId } = receipt
  const sender = from ?? t('receipts.nobody')
  const retrying = useMutation({
    mutationFn: () => call.channels.retryReceipt({ id }),
    onSuccess: async () => {
      announce(t('receipts.retried'))
      await queryClient.invalidateQueries({ queryKey: query.channels.listReceipts.key() })
    },
  })
  return (
    <Row
      name={sender}
      detail={
        <>
          {[channelName, format.bytes(bytes), attempts > 1 && t('receipts.attempts', { count: attempts })]
            .filter(Boolean)
            .join(' · ')}
          {detail && <span className={classes.reason}>{detail}</span>}
          <FormProblem problem={retrying.error} />
        </>
      }
      facts={
        <>
          <time dateTime={receivedAt}>{format.when(receivedAt, now)}</time>
          <Glyph {...drawings[state]} word={t(`receipts.stateOf.${state}`)} withWord />
        </>
      }
      acts={
        state === 'parked' ? (
          <Button
            variant="default"
            size="xs"
            loading={retrying.isPending}
            leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden="true" />}
            aria-label={t('receipts.retryOne', { from: sender })}
            onClick={() => retrying.mutate()}
          >
            {t('common:act.retry')}
          </Button>
        ) : (
          conversationId && <OpenConversation id={conversationId} />
        )
      }
    />
  )
}
