import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../../../contract/complaints.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import classes from './ComplaintBar.module.css'
import { ReasonForm } from './ReasonForm.tsx'
import { useComplaint, useComplaintActs } from './useComplaint.ts'

export interface ComplaintBarProps {
  conversation: Conversation
}

/** Says that a conversation is, or may be, a complaint, and lets a person settle it; with its clocks where they run. */
export function ComplaintBar({ conversation }: ComplaintBarProps) {
  const { is } = useSession()
  const { id, complaint: state } = conversation
  const isShown = (state === 'proposed' || state === 'confirmed') && is(...inside)
  const found = useComplaint(id, isShown)
  if (!isShown || !found.data?.complaint) return null
  return <Bar key={state} complaint={found.data.complaint} mayEdit={conversation.allowed.includes('edit')} />
}

function Bar({ complaint, mayEdit }: { complaint: Complaint; mayEdit: boolean }) {
  const { t } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const { confirm, dismiss, hold } = useComplaintActs(complaint.conversationId)
  const [asked, setAsked] = useState<'dismiss' | 'hold'>()
  const { state, words, rule, clocks } = complaint
  const isProposed = state === 'proposed'
  return (
    <section className={classes.bar} aria-label={t('complaint.label')}>
      <div className={classes.line}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        <p>{sentence()}</p>
        {mayEdit && (
          <div className={classes.acts}>
            {isProposed && (
              <Button size="sm" loading={confirm.isPending} onClick={() => confirm.mutate()}>
                {t('complaint.confirm')}
              </Button>
            )}
            {!isProposed && clocks && (
              <Button size="sm" variant="default" onClick={() => setAsked('hold')}>
                {t('complaint.hold')}
              </Button>
            )}
            <Button size="sm" variant="default" onClick={() => setAsked('dismiss')}>
              {t(isProposed ? 'complaint.dismiss' : 'complaint.downgrade')}
            </Button>
          </div>
        )}
      </div>
      {clocks && <p className={classes.line}>{clockWords(clocks)}</p>}
      <FormProblem problem={confirm.error} />
      {asked === 'dismiss' && (
        <ReasonForm
          label={t('complaint.why')}
          hint={t('complaint.whyHint')}
          act={t(isProposed ? 'complaint.dismiss' : 'complaint.downgrade')}
          sending={dismiss.isPending}
          problem={dismiss.error}
          onSend={({ reason }) => dismiss.mutate(reason)}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {asked === 'hold' && (
        <ReasonForm
          label={t('complaint.holdWhy')}
          hint={t('complaint.holdHint')}
          act={t('complaint.send')}
          dayLabel={t('complaint.holdUntil')}
          sending={hold.isPending}
          problem={hold.error}
          onSend={letter => hold.mutate(letter, { onSuccess: () => setAsked(undefined) })}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </section>
  )

  function sentence(): string {
    if (!isProposed) return t('complaint.confirmed')
    const list = format.list(words.map(word => t('complaint.word', { word })))
    if (rule)
      return t(words.length > 0 ? 'complaint.byRule' : 'complaint.byRuleOnly', { name: rule.name, list })
    return words.length > 0 ? t('complaint.byWords', { list }) : t('complaint.bySomebody')
  }

  function clockWords(one: NonNullable<Complaint['clocks']>): string {
    return [
      one.acknowledgedAt
        ? t('complaint.acknowledged', { day: format.day(one.acknowledgedAt) })
        : t('complaint.acknowledgeBy', { day: format.day(one.acknowledgeBy) }),
      one.answeredAt
        ? t('complaint.answered', { day: format.day(one.answeredAt) })
        : t('complaint.answerBy', { day: format.day(one.answerBy) }),
      ...(one.heldUntil ? [t('complaint.heldUntil', { day: format.day(`${one.heldUntil}T12:00:00Z`) })] : []),
    ].join(' · ')
  }
}
