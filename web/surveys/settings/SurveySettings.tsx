import { Drawer, NumberInput, Switch } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem } from '../../api/api-problem.ts'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { problemToFormErrors } from '../../ui/form-problems.ts'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { SaveBar } from '../../ui/SaveBar.tsx'
import { useFormat } from '../../ui/useFormat.ts'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import type { Survey } from '../data/queries.ts'
import classes from './SurveySettings.module.css'

export interface SurveySettingsProps {
  survey: Survey
  opened: boolean
  onClose: () => void
}

/** Settings of the survey, for those who administer: on or off, how soon it leaves, how long a person is left in peace. */
export function SurveySettings({ survey, opened, onClose }: SurveySettingsProps) {
  const { t } = useTranslation('surveys')
  const isPhone = useIsPhone()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={isPhone ? '100%' : 460}
      title={t('settings.title')}
    >
      <SettingsForm survey={survey} />
    </Drawer>
  )
}

function SettingsForm({ survey }: { survey: Survey }) {
  const { t } = useTranslation(['surveys', 'common'])
  const { call, query } = useApi()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const format = useFormat()
  const [submission, setSubmission] = useState(0)
  const [isSaving, setSaving] = useState(false)
  const [refused, setRefused] = useState<string>()
  const { enabled, delayMinutes, quietDays, asksInChat } = survey
  const saved = { enabled, delayMinutes, quietDays, asksInChat }
  const whole = (least: number, most: number) => (value: number | string) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? null
      : t('settings.between', { least, most: format.number(most) })
  const form = useForm<{
    enabled: boolean
    delayMinutes: number | string
    quietDays: number | string
    asksInChat: boolean
  }>({
    initialValues: saved,
    validate: { delayMinutes: whole(0, 10_080), quietDays: whole(0, 365) },
  })
  const { values } = form
  const changes = (Object.keys(saved) as (keyof typeof saved)[]).filter(key => values[key] !== saved[key])

  const handleSubmit = async () => {
    setSaving(true)
    setRefused(undefined)
    try {
      await call.surveys.update({
        id: survey.id,
        enabled: values.enabled,
        delayMinutes: Number(values.delayMinutes),
        quietDays: Number(values.quietDays),
        asksInChat: values.asksInChat,
      })
      await queryClient.invalidateQueries({ queryKey: query.surveys.list.key() })
      announce(t('settings.saved'), 'polite', { visible: true })
    } catch (error) {
      form.setErrors(problemToFormErrors(error))
      setSubmission(count => count + 1)
      setRefused(error instanceof ApiProblem ? (error.detail ?? error.title) : t('common:trouble.notSaved'))
    } finally {
      setSaving(false)
    }
  }

  const minutes = Number(values.delayMinutes)
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={form.onSubmit(
        () => void handleSubmit(),
        () => setSubmission(count => count + 1),
      )}
    >
      <p className={classes.quiet}>{t('settings.affects')}</p>
      {refused && <p className={classes.trouble}>{refused}</p>}
      <ErrorSummary
        errors={form.errors}
        labels={{ delayMinutes: t('settings.delay'), quietDays: t('settings.quiet') }}
        onGo={path => form.getInputNode(path)?.focus()}
        submission={submission}
      />
      <Switch
        label={t('settings.enabled')}
        description={t('settings.enabledHint')}
        data-autofocus
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <Switch
        label={t('settings.inChat')}
        description={t('settings.inChatHint')}
        {...form.getInputProps('asksInChat', { type: 'checkbox' })}
      />
      <NumberInput
        label={t('settings.delay')}
        description={t('settings.delayHint', {
          duration: Number.isInteger(minutes) ? format.duration(minutes * 60) : '',
        })}
        min={0}
        max={10_080}
        allowDecimal={false}
        clampBehavior="none"
        key={form.key('delayMinutes')}
        {...form.getInputProps('delayMinutes')}
      />
      <NumberInput
        label={t('settings.quiet')}
        description={t('settings.quietHint')}
        min={0}
        max={365}
        allowDecimal={false}
        clampBehavior="none"
        key={form.key('quietDays')}
        {...form.getInputProps('quietDays')}
      />
      <dl className={classes.words}>
        <dt>{t('settings.question')}</dt>
        <dd lang="fr">{survey.questionFr}</dd>
        <dd lang="en">{survey.questionEn}</dd>
        <dt>{t('settings.comment')}</dt>
        <dd lang="fr">{survey.commentQuestionFr}</dd>
        <dd lang="en">{survey.commentQuestionEn}</dd>
      </dl>
      <SaveBar changes={changes.length} saving={isSaving} onUndo={() => form.setValues(saved)} />
    </form>
  )
}
