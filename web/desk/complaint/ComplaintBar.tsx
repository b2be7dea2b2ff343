import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Complaint } from '../../../contract/complaints.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import { everyone } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useDraftKeeper } from '../composer/DraftsProvider.tsx'
import classes from './ComplaintBar.module.css'
import { ConclusionForm } from './ConclusionForm.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useComplaint, useComplaintActs } from './useComplaint.ts'
import type { ComplaintForm } from './useConcluding.ts'
import { useFocusBack } from './useFocusBack.ts'

const workers = everyone.filter(role => role !== 'collaborator')

export interface ComplaintBarProps {
  conversation: Conversation
  /** Which form is open. */
  form: ComplaintForm | undefined
  onForm: (form: ComplaintForm | undefined) => void
}

/** Says that a conversation is, or may be, a complaint, and lets a person settle it; with its clocks where they run. */
export function ComplaintBar({ conversation, form, onForm }: ComplaintBarProps) {
  const { is } = useSession()
  const { id, complaint: state } = conversation
  const isShown = (state === 'proposed' || state === 'confirmed') && is(...workers)
  const found = useComplaint(id, isShown)
  if (!isShown || !found.data?.complaint) return null
  return (
    <Bar
      complaint={found.data.complaint}
      mayEdit={conversation.allowed.includes('edit')}
      asked={form}
      setAsked={onForm}
    />
  )
}

interface BarProps {
  complaint: Complaint
  mayEdit: boolean
  asked: ComplaintForm | undefined
  setAsked: (form: ComplaintForm | undefined) => void
}

function Bar({ complaint, mayEdit, asked, setAsked }: BarProps) {
  const { t, i18n } = useTranslation(['desk', 'common'])
  const format = useFormat()
  const { confirm, dismiss, hold, conclude } = useComplaintActs(complaint.conversationId)
  const keeper = useDraftKeeper()
  const acts = useFocusBack(complaint.state, asked)
  const announce = useAnnounce()
  const { state, words, rule, clocks, conclusion, mediation, remedies } = complaint
  const isRefusal = conclusion !== null && conclusion.outcome !== 'upheld'
  const isProposed = state === 'proposed'
  return (
    <section className={classes.bar} aria-label={t('complaint.label')}>
      <div className={classes.line}>
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
        <p>{sentence()}</p>
        {mayEdit && (
          <div className={classes.acts} ref={acts}>
            {isProposed && (
              <Button size="sm" loading={confirm.isPending} onClick={() => confirm.mutate()}>
                {t('complaint.confirm')}
              </Button>
            )}
            {!isProposed && (
              <Button {...opens('conclude')}>
                {t(conclusion ? 'complaint.concludeAgain' : 'complaint.conclude')}
              </Button>
            )}
            {isRefusal && remedies && (
              <Button size="sm" variant="default" onClick={() => insert(remedies)}>
                {t('complaint.insertRemedies')}
              </Button>
            )}
            {!isProposed && clocks && <Button {...opens('hold')}>{t('complaint.hold')}</Button>}
            <Button {...opens('dismiss')}>
              {t(isProposed ? 'complaint.dismiss' : 'complaint.downgrade')}
            </Button>
          </div>
        )}
      </div>
      {clocks && <p className={classes.facts}>{clockWords(clocks)}</p>}
      {mediation && (
        <p className={classes.facts}>
          {mediation.isOutOfTime && <Tag>{t('complaint.outOfTime')}</Tag>}
          {t('complaint.mediation', {
            opens: format.day(mediation.opensAt),
            ends: format.day(mediation.endsAt),
          })}
        </p>
      )}
      {conclusion && (
        <p className={classes.facts}>
          {t('complaint.concluded', {
            outcome: t(`complaint.outcomes.${conclusion.outcome}`),
            cause: i18n.language === 'fr' ? conclusion.cause.labelFr : conclusion.cause.labelEn,
          })}
          {isRefusal && !remedies && ` · ${t('complaint.noMediator')}`}
        </p>
      )}
      <FormProblem problem={confirm.error} />
      {asked === 'dismiss' && (
        <ReasonForm
          label={t('complaint.why')}
          hint={t('complaint.whyHint')}
          act={t(isProposed ? 'complaint.dismiss' : 'complaint.downgrade')}
          sending={dismiss.isPending}
          problem={dismiss.error}
          onSend={({ reason }) => dismiss.mutate(reason, { onSuccess: () => setAsked(undefined) })}
          onCancel={() => setAsked(undefined)}
        />
      )}
      {asked === 'conclude' && (
        <ConclusionForm
          conclusion={conclusion}
          sending={conclude.isPending}
          problem={conclude.error}
          onSend={said => conclude.mutate(said, { onSuccess: () => setAsked(undefined) })}
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

  function opens(form: ComplaintForm) {
    return {
      ...{ size: 'sm', variant: 'default', 'data-form': form, 'aria-expanded': asked === form },
      onClick: () => setAsked(form),
    }
  }

  /** Below what is written already; the person sends it, or takes it out again. */
  function insert(block: string): void {
    const { conversationId: id } = complaint
    const { text } = keeper.read(id, 'reply').content
    if (!text.includes(block))
      keeper.edit(id, 'reply', { text: text.trim() === '' ? block : `${text.trimEnd()}\n\n${block}` })
    announce(t('complaint.inserted'), 'polite', { visible: true })
  }

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
