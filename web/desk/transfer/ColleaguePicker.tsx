import { IconBulb, IconHome, IconShieldStar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { PresenceIcon } from '../../ui/PresenceIcon.tsx'
import { Picker } from '../acts/Picker.tsx'
import { useNames, usePresence } from '../data/queries.ts'
import { type Expertise, useExpertise } from './useExpertise.ts'

/** Somebody, or some of whom one does it: a person, a team, whoever knows something, a supervisor, the house of a partner. */
export type Colleague =
  | { kind: 'member' | 'team'; id: string; name: string }
  | { kind: 'skill'; id: string; name: string; levels: Expertise['levels'] }
  | { kind: 'supervisor' }
  | { kind: 'house' }

export interface ColleaguePickerProps {
  conversation: Conversation
  /** What is done to them: "Hand over". */
  label: string
  /** Offered before the people: whom one finds without a name. */
  first?: 'supervisor' | 'house' | undefined
  /** People are among them who answer no customer. */
  withExperts?: boolean
  /** Whoever knows something is among them. */
  withSkills: boolean
  /** Whom it makes no sense to choose. */
  isLeftOut: (memberId: string) => boolean
  isTeamLeftOut?: (teamId: string) => boolean
  onPick: (to: Colleague) => void
  onClose: () => void
}

/** One list of colleagues: who is there comes first; partners see their own people. */
export function ColleaguePicker({
  conversation,
  label,
  first,
  withExperts = false,
  withSkills,
  isLeftOut,
  isTeamLeftOut = () => false,
  onPick,
  onClose,
}: ColleaguePickerProps) {
  const { t } = useTranslation('desk')
  const { me, is, workspace } = useSession()
  const names = useNames()
  const presence = usePresence(true)
  const expertise = useExpertise(conversation.id)
  const online = new Set(presence.data?.items.map(item => item.memberId))
  const isPartner = is('partner')
  const people = names.members
    .filter(
      member =>
        member.status === 'active' &&
        (withExperts || member.role !== 'collaborator') &&
        !isLeftOut(member.id) &&
        (!isPartner || member.teamIds.some(id => me.member.teamIds.includes(id))),
    )
    .sort(
      (one, other) =>
        Number(online.has(other.id)) - Number(online.has(one.id)) || one.name.localeCompare(other.name),
    )
  const teams = names.teams.filter(
    ({ id }) => !isTeamLeftOut(id) && (!isPartner || me.member.teamIds.includes(id)),
  )
  const skills = withSkills ? (expertise.data?.items ?? []) : []
  const items = [
    ...(first === 'house' ? [{ id: first, label: t('handOver.toHouse', { house: workspace.name }) }] : []),
    ...(first === 'supervisor' ? [{ id: first, label: t('consult.anySupervisor') }] : []),
    ...people.map(member => ({
      id: member.id,
      label: member.name,
      hint: member.id === me.member.id ? t('pick.me') : (member.jobTitle ?? undefined),
      group: t('pick.people'),
    })),
    ...teams.map(({ id, name }) => ({ id: `team/${id}`, label: name, group: t('pick.teams') })),
    ...skills.map(({ id, name, levels }) => ({
      id: `skill/${id}`,
      label: name,
      hint: t('pick.knowing', { count: levels[0]?.people ?? 0 }),
      group: t('pick.skills'),
    })),
  ]
  return (
    <Picker
      label={label}
      items={items}
      onClose={onClose}
      leading={item => {
        if (item.id === 'supervisor') return <IconShieldStar size={20} stroke={1.75} aria-hidden="true" />
        if (item.id === 'house') return <IconHome size={20} stroke={1.75} aria-hidden="true" />
        if (item.id.startsWith('skill/')) return <IconBulb size={20} stroke={1.75} aria-hidden="true" />
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
        if (id === 'house' || id === 'supervisor') return onPick({ kind: id })
        const skill = skills.find(one => id === `skill/${one.id}`)
        if (skill) return onPick({ kind: 'skill', ...skill })
        const { label: name } = items.find(item => item.id === id)!
        onPick(
          id.startsWith('team/') ? { kind: 'team', id: id.slice(5), name } : { kind: 'member', id, name },
        )
      }}
    />
  )
}
