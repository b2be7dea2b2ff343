import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import classes from '../acts/SnoozePicker.module.css'
import { type Colleague, ColleaguePicker } from '../transfer/ColleaguePicker.tsx'
import { LevelSelect } from '../transfer/LevelSelect.tsx'
import { useConsultActs } from './useConsultations.ts'

export interface ConsultPanelProps {
  conversation: Conversation
  onClose: () => void
}

/** Asks colleagues something inside a conversation: first whom, then what. */
export function ConsultPanel({ conversation, onClose }: ConsultPanelProps) {
  const { t } = useTranslation('desk')
  const { me } = useSession()
  const [to, setTo] = useState<Colleague>()
  return to ? (
    <QuestionForm conversation={conversation} to={to} onClose={onClose} onBack={() => setTo(undefined)} />
  ) : (
    <ColleaguePicker
      conversation={conversation}
      label={t('consult.title')}
      first="supervisor"
      withExperts
      withSkills
      isLeftOut={id => id === me.member.id}
      onPick={setTo}
      onClose={onClose}
    />
  )
}

function QuestionForm({
  conversation: { id },
  to,
  onClose,
  onBack,
}: ConsultPanelProps & { to: Colleague; onBack: () => void }) {
  const { t } = useTranslation('desk')
  const { ask } = useConsultActs(id)
  const [question, setQuestion] = useState('')
  const [level, setLevel] = useState(1)
  const [isMissing, setMissing] = useState(false)
  const [isSending, setSending] = useState(false)
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (question.trim() === '') {
      setMissing(true)
      return
    }
    setSending(true)
    if (await ask(to, { question: question.trim(), level })) onClose()
    else setSending(false)
  }
  const name = 'name' in to ? to.name : t('consult.supervisor')
  return (
    <form className={classes.form} onSubmit={handleSubmit} noValidate>
      <strong>{t('consult.to', { name })}</strong>
      {to.kind === 'skill' && <LevelSelect levels={to.levels} value={level} onChange={setLevel} />}
      <Textarea
        data-autofocus
        autoFocus
        label={t('consult.question')}
        description={t('handOver.noteHint')}
        error={isMissing && question.trim() === '' ? t('consult.missing') : undefined}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={5000}
        value={question}
        onChange={event => setQuestion(event.currentTarget.value)}
      />
      <Button type="submit" loading={isSending}>
        {t('consult.act')}
      </Button>
      <Button variant="default" onClick={onBack}>
        {t('handOver.other')}
      </Button>
    </form>
  )
}
