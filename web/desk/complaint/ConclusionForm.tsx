import { Button, NativeSelect } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Complaint, ComplaintOutcome } from '../../../contract/complaints.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import classes from './ComplaintBar.module.css'
import { useCauses } from './useComplaint.ts'

type Outcome = ComplaintOutcome
const outcomes = ['upheld', 'partly', 'rejected'] as const satisfies readonly Outcome[]

export interface ConclusionFormProps {
  conclusion: Complaint['conclusion']
  sending: boolean
  problem: unknown
  onSend: (said: { causeId: string; outcome: Outcome }) => void
  onCancel: () => void
}

/** Asks for the cause and the outcome with which a complaint is closed. */
export function ConclusionForm({ conclusion, sending, problem, onSend, onCancel }: ConclusionFormProps) {
  const { t, i18n } = useTranslation(['desk', 'common'])
  const causes = useCauses()
  const [causeId, setCause] = useState(conclusion?.cause.id ?? '')
  const [outcome, setOutcome] = useState<Outcome | ''>(conclusion?.outcome ?? '')
  const [isTried, setTried] = useState(false)
  const missing = (value: string) => (isTried && value === '' ? t('common:form.required') : undefined)
  const shown = causes.data?.items.filter(({ id, isArchived }) => !isArchived || id === causeId) ?? []
  const handleSend = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setTried(true)
    if (causeId !== '' && outcome !== '') onSend({ causeId, outcome })
    else event.currentTarget.querySelectorAll('select')[causeId === '' ? 0 : 1]?.focus()
  }
  return (
    <form className={classes.form} onSubmit={handleSend} noValidate>
      <FormProblem problem={problem ?? causes.error} />
      <div className={classes.pair}>
        <NativeSelect
          label={t('complaint.cause')}
          description={t('complaint.causeHint')}
          autoFocus
          value={causeId}
          error={missing(causeId)}
          data={[
            { value: '', label: t('closing.noValue') },
            ...shown.map(({ id, labelFr, labelEn }) => ({
              value: id,
              label: i18n.language === 'fr' ? labelFr : labelEn,
            })),
          ]}
          onChange={event => setCause(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('complaint.outcome')}
          description={t('complaint.outcomeHint')}
          value={outcome}
          error={missing(outcome)}
          data={[
            { value: '', label: t('closing.noValue') },
            ...outcomes.map(value => ({ value, label: t(`complaint.outcomes.${value}`) })),
          ]}
          onChange={event => setOutcome(outcomes.find(one => one === event.currentTarget.value) ?? '')}
        />
      </div>
      <div className={classes.acts}>
        <Button type="submit" size="sm" loading={sending}>
          {t('common:act.save')}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('common:act.cancel')}
        </Button>
      </div>
    </form>
  )
}
