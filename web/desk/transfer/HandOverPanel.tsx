import { Button, NativeSelect, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useWorkState } from '../../presence/useWorkState.ts'
import { useSession } from '../../session.tsx'
import classes from '../acts/SnoozePicker.module.css'
import { ColleaguePicker } from './ColleaguePicker.tsx'
import { LevelSelect } from './LevelSelect.tsx'
import { type Target, type TransferReason, useHandOver } from './useTransfers.ts'

const reasons = [
  'skill',
  'team',
  'language',
  'workload',
  'shift',
  'other',
] as const satisfies readonly TransferReason[]

export interface HandOverPanelProps {
  conversation: Conversation
  onClose: () => void
}

/** Hands a conversation over: first to whom, then why and what they should know. */
export function HandOverPanel({ conversation, onClose }: HandOverPanelProps) {
  const { t } = useTranslation('desk')
  const { is } = useSession()
  const isRouted = useWorkState() !== undefined
  const [to, setTo] = useState<Target>()
  const { assignee, team } = conversation
  return to ? (
    <WhyForm conversation={conversation} to={to} onClose={onClose} onBack={() => setTo(undefined)} />
  ) : (
    <ColleaguePicker
      conversation={conversation}
      label={t('handOver.title')}
      first={is('partner') ? 'house' : undefined}
      withSkills={isRouted}
      isLeftOut={id => id === assignee?.id}
      isTeamLeftOut={id => id === team?.id && assignee === null}
      onPick={picked => picked.kind !== 'supervisor' && setTo(picked)}
      onClose={onClose}
    />
  )
}

function WhyForm({
  conversation,
  to,
  onClose,
  onBack,
}: HandOverPanelProps & { to: Target; onBack: () => void }) {
  const { t } = useTranslation(['desk', 'common'])
  const { workspace } = useSession()
  const { handOver } = useHandOver()
  const [reason, setReason] = useState<TransferReason>('skill')
  const [note, setNote] = useState('')
  const [level, setLevel] = useState(1)
  const [isSending, setSending] = useState(false)
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    setSending(true)
    if (await handOver(conversation, to, { reason, note: note.trim() }, level)) onClose()
    else setSending(false)
  }
  return (
    <form className={classes.form} onSubmit={handleSubmit} noValidate>
      <strong>
        {to.kind === 'house'
          ? t('handOver.toHouse', { house: workspace.name })
          : t(to.kind === 'skill' ? 'handOver.toSkill' : 'handOver.to', { name: to.name })}
      </strong>
      {to.kind === 'skill' && <LevelSelect levels={to.levels} value={level} onChange={setLevel} />}
      <NativeSelect
        label={t('handOver.reason')}
        value={reason}
        data={reasons.map(value => ({ value, label: t(`handOver.because.${value}`) }))}
        onChange={event => setReason(reasons.find(one => one === event.currentTarget.value) ?? 'other')}
      />
      <Textarea
        data-autofocus
        autoFocus
        label={t('handOver.note')}
        description={t('handOver.noteHint')}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={5000}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
      />
      <Button type="submit" loading={isSending}>
        {t(to.kind === 'house' ? 'handOver.escalate' : 'handOver.act')}
      </Button>
      <Button variant="default" onClick={onBack}>
        {t('handOver.other')}
      </Button>
    </form>
  )
}
