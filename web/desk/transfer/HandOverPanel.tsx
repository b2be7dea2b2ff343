import { Button, NativeSelect, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { PresenceIcon } from '../../ui/PresenceIcon.tsx'
import { Picker } from '../acts/Picker.tsx'
import classes from '../acts/SnoozePicker.module.css'
import { useNames, usePresence } from '../data/queries.ts'
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
  const [to, setTo] = useState<Target>()
  return to ? (
    <WhyForm conversation={conversation} to={to} onClose={onClose} onBack={() => setTo(undefined)} />
  ) : (
    <TargetPicker conversation={conversation} onPick={setTo} onClose={onClose} />
  )
}

function TargetPicker({
  conversation: { assignee, team },
  onPick,
  onClose,
}: HandOverPanelProps & { onPick: (to: Target) => void }) {
  const { t } = useTranslation('desk')
  const { me, is, workspace } = useSession()
  const names = useNames()
  const presence = usePresence(true)
  const online = new Set(presence.data?.items.map(item => item.memberId))
  const isPartner = is('partner')
  const people = names.members
    .filter(
      member =>
        member.status === 'active' &&
        member.role !== 'collaborator' &&
        member.id !== assignee?.id &&
        (!isPartner || member.teamIds.some(id => me.member.teamIds.includes(id))),
    )
    .sort(
      (one, other) =>
        Number(online.has(other.id)) - Number(online.has(one.id)) || one.name.localeCompare(other.name),
    )
  const teams = names.teams.filter(
    ({ id }) => (id !== team?.id || assignee !== null) && (!isPartner || me.member.teamIds.includes(id)),
  )
  const items = [
    ...(isPartner ? [{ id: 'house', label: t('handOver.toHouse', { house: workspace.name }) }] : []),
    ...people.map(member => ({
      id: member.id,
      label: member.name,
      hint: member.id === me.member.id ? t('pick.me') : (member.jobTitle ?? undefined),
      group: t('pick.people'),
    })),
    ...teams.map(({ id, name }) => ({ id: `team/${id}`, label: name, group: t('pick.teams') })),
  ]
  return (
    <Picker
      label={t('handOver.title')}
      items={items}
      onClose={onClose}
      leading={item => {
        const member = people.find(one => one.id === item.id)
        if (!member) return null
        return (
          <>
            <Avatar name={member.name} src={member.photoUrl} size={24} member />
            {presence.data && <PresenceIcon presence={online.has(member.id) ? 'available' : 'offline'} />}
          </>
        )
      }}
      onPick={id => {
        if (id === 'house') return onPick({ kind: 'house' })
        const chosen = items.find(item => item.id === id)!
        onPick(
          id.startsWith('team/')
            ? { kind: 'team', id: id.slice(5), name: chosen.label }
            : { kind: 'member', id, name: chosen.label },
        )
      }}
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
  const [isSending, setSending] = useState(false)
  const handleSubmit = async (event: FormEvent) => {
    event.preventDefault()
    setSending(true)
    if (await handOver(conversation, to, { reason, note: note.trim() })) onClose()
    else setSending(false)
  }
  return (
    <form className={classes.form} onSubmit={handleSubmit} noValidate>
      <strong>
        {to.kind === 'house'
          ? t('handOver.toHouse', { house: workspace.name })
          : t('handOver.to', { name: to.name })}
      </strong>
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
