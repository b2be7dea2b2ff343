import { Button, Radio, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recovery } from '../../../contract/loops.ts'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import type { RecoveryActs } from '../data/useRecoveryActs.ts'
import { type Outcome, outcomes, type ToldHow, toldHow } from '../words.ts'
import classes from './RecoveryDrawer.module.css'

interface Values {
  outcome: Outcome | ''
  how: ToldHow | 'not' | ''
  note: string
}

export interface EndingFormProps {
  recovery: Recovery
  acts: RecoveryActs
  onDone: () => void
}

/** How it ended, and how the customer was told: both are asked, nothing is chosen beforehand. */
export function EndingForm({ recovery, acts, onDone }: EndingFormProps) {
  const { t } = useTranslation(['loops', 'common'])
  const [submission, setSubmission] = useState(0)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const form = useForm<Values>({
    initialValues: { outcome: '', how: '', note: '' },
    validate: {
      outcome: value => (value === '' ? t('common:form.required') : null),
      how: value => (value === '' ? t('common:form.required') : null),
    },
  })

  const handleSubmit = async ({ outcome, how, note }: Values) => {
    if (outcome === '' || how === '') return
    setSaving(true)
    const reason = await acts.close(recovery, { outcome, note, how: how === 'not' ? null : how })
    setSaving(false)
    setRefused(reason)
    if (!reason) onDone()
  }

  return (
    <form
      className={classes.ending}
      noValidate
      aria-label={t('ending.title')}
      onSubmit={form.onSubmit(
        values => void handleSubmit(values),
        () => setSubmission(count => count + 1),
      )}
    >
      <h3>{t('ending.title')}</h3>
      {refused && <p className={classes.trouble}>{refused}</p>}
      <ErrorSummary
        errors={form.errors}
        labels={{ outcome: t('ending.outcome'), how: t('ending.how') }}
        onGo={path => form.getInputNode(path)?.querySelector('input')?.focus()}
        submission={submission}
      />
      <Radio.Group label={t('ending.outcome')} key={form.key('outcome')} {...form.getInputProps('outcome')}>
        <div className={classes.choices}>
          {outcomes.map((outcome, place) => (
            <Radio
              key={outcome}
              value={outcome}
              label={t(`outcome.${outcome}`)}
              {...(place === 0 && { 'data-autofocus': true })}
            />
          ))}
        </div>
      </Radio.Group>
      <Radio.Group label={t('ending.how')} key={form.key('how')} {...form.getInputProps('how')}>
        <div className={classes.choices}>
          {toldHow.map(how => (
            <Radio key={how} value={how} label={t(`how.${how}`)} />
          ))}
          <Radio value="not" label={t('ending.notTold')} description={t('ending.notToldHint')} />
        </div>
      </Radio.Group>
      <Textarea
        label={t('ending.noteOptional')}
        autosize
        minRows={2}
        maxLength={2000}
        key={form.key('note')}
        {...form.getInputProps('note')}
      />
      <div className={classes.end}>
        <Button variant="default" onClick={onDone}>
          {t('common:act.cancel')}
        </Button>
        <Button type="submit" loading={isSaving}>
          {t('ending.save')}
        </Button>
      </div>
    </form>
  )
}
