import { useTranslation } from 'react-i18next'
import { useSession } from '../../session.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { PresenceIcon } from '../../ui/PresenceIcon.tsx'
import { useNames, usePresence } from '../data/queries.ts'
import { Picker } from './Picker.tsx'

export interface AssignPickerProps {
  assigneeId: string | undefined
  teamId: string | undefined
  onAssign: (to: { id: string; name: string } | null) => void
  onTeam: (team: { id: string; name: string }) => void
  onClose: () => void
}

/** Who takes it: me first, then who is there, then teams; letters find anyone. */
export function AssignPicker({ assigneeId, teamId, onAssign, onTeam, onClose }: AssignPickerProps) {
  const { t } = useTranslation('desk')
  const { me, is } = useSession()
  const names = useNames()
  const presence = usePresence(true)
  const online = new Set(presence.data?.items.map(item => item.memberId))
  const knowsPresence = presence.data !== undefined
  const people = names.members
    .filter(member => member.status === 'active' && member.role !== 'collaborator')
    .sort(
      (one, other) =>
        Number(other.id === me.member.id) - Number(one.id === me.member.id) ||
        Number(online.has(other.id)) - Number(online.has(one.id)) ||
        one.name.localeCompare(other.name),
    )
  const teams = is('partner') ? names.teams.filter(team => me.member.teamIds.includes(team.id)) : names.teams
  const items = [
    ...(assigneeId ? [{ id: 'nobody', label: t('pick.nobody') }] : []),
    ...people.map(member => ({
      id: member.id,
      label: member.name,
      hint: member.id === me.member.id ? t('pick.me') : (member.jobTitle ?? undefined),
      group: t('pick.people'),
      isChosen: member.id === assigneeId,
    })),
    ...teams.map(team => ({
      id: `team/${team.id}`,
      label: team.name,
      group: t('pick.teams'),
      isChosen: !assigneeId && team.id === teamId,
    })),
  ]
  return (
    <Picker
      label={t('pick.assign')}
      items={items}
      onClose={onClose}
      leading={item => {
        const member = names.members.find(one => one.id === item.id)
        if (!member) return null
        return (
          <>
            <Avatar name={member.name} src={member.photoUrl} size={24} member />
            {knowsPresence && <PresenceIcon presence={online.has(member.id) ? 'available' : 'offline'} />}
          </>
        )
      }}
      onPick={id => {
        onClose()
        if (id === 'nobody') onAssign(null)
        else if (id.startsWith('team/')) {
          const team = teams.find(one => one.id === id.slice(5))
          if (team) onTeam(team)
        } else {
          const member = people.find(one => one.id === id)
          if (member) onAssign({ id: member.id, name: member.name })
        }
      }}
    />
  )
}
