import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WaitingRequest } from '../../contract/supervision.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { ActPopover } from '../desk/acts/ActPopover.tsx'
import { AssignPicker } from '../desk/acts/AssignPicker.tsx'
import { useSession } from '../session.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { useUndo } from '../ui/UndoProvider.tsx'
import classes from './Lists.module.css'

/** How much earlier a request counts as having come, at each press. */
const raisedMinutes = 60

interface WaitingActsProps {
  item: WaitingRequest
  board: string
  isRouted: boolean
}

interface To {
  kind: 'person' | 'team'
  id: string
  name: string
}

/** What those who lead do with a request that waits, each taken back by one click. */
export function WaitingActs({ item, board, isRouted }: WaitingActsProps) {
  const { t } = useTranslation('wallboard')
  const { me } = useSession()
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const offerUndo = useUndo()
  const [isSending, setSending] = useState(false)
  const id = item.conversationId
  const again = () =>
    queryClient.invalidateQueries({ queryKey: query.supervision.waitingRequests.key({ input: { board } }) })
  const take = useMutation({
    mutationFn: () => call.conversations.assign({ id, memberId: me.member.id, expected: null }),
    onSuccess: () => {
      offerUndo({
        text: t('waitingList.taken'),
        undo: () => call.conversations.assign({ id, memberId: null, expected: me.member.id }).then(again),
      })
      return again()
    },
  })
  const raise = useMutation({
    mutationFn: () => call.supervision.raise({ id, minutes: raisedMinutes }),
    onSuccess: () => {
      offerUndo({
        text: t('waitingList.raisedNow'),
        undo: () => call.supervision.raise({ id, minutes: -raisedMinutes }).then(again),
      })
      return again()
    },
  })
  const send = useMutation({
    mutationFn: (to: To) =>
      to.kind === 'person'
        ? call.conversations.assign({ id, memberId: to.id, expected: null })
        : call.conversations.assign({ id, memberId: null, teamId: to.id, expected: null }),
    onSuccess: (_, to) => {
      offerUndo({
        text: t('waitingList.sent', { name: to.name }),
        undo: () =>
          call.conversations
            .assign({
              ...{ id, memberId: null, expected: to.kind === 'person' ? to.id : null },
              ...(to.kind === 'team' && { teamId: item.team?.id ?? null }),
            })
            .then(again),
      })
      return again()
    },
  })
  const name = item.subject || t('waitingList.noSubject')
  return (
    <span className={classes.acts}>
      <FormProblem problem={take.error ?? send.error ?? raise.error} />
      <Button
        variant="default"
        aria-label={t('waitingList.takeNamed', { name })}
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {t('waitingList.take')}
      </Button>
      <ActPopover
        opened={isSending}
        onClose={() => setSending(false)}
        label={t('waitingList.sendNamed', { name })}
        target={
          <Button
            variant="default"
            aria-label={t('waitingList.sendNamed', { name })}
            loading={send.isPending}
            onClick={() => setSending(!isSending)}
          >
            {t('waitingList.send')}
          </Button>
        }
      >
        <AssignPicker
          assigneeId={undefined}
          teamId={item.team?.id}
          onAssign={to => to && send.mutate({ kind: 'person', ...to })}
          onTeam={to => send.mutate({ kind: 'team', ...to })}
          onClose={() => setSending(false)}
        />
      </ActPopover>
      {isRouted && item.creditMinutes !== null && (
        <Button
          variant="default"
          aria-label={t('waitingList.raiseNamed', { name })}
          loading={raise.isPending}
          onClick={() => raise.mutate()}
        >
          {t('waitingList.raise')}
        </Button>
      )}
    </span>
  )
}
