import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/Avatar.tsx'
import { useNames } from '../data/queries.ts'
import { Picker } from './Picker.tsx'
import classes from './SnoozePicker.module.css'

export interface SharePickerProps {
  sharedWith: readonly { id: string; name: string }[]
  onShare: (person: { id: string; name: string }, isShared: boolean) => void
  onClose: () => void
}

/** Experts, stores and technicians who may read and note this conversation. */
export function SharePicker({ sharedWith, onShare, onClose }: SharePickerProps) {
  const { t } = useTranslation('desk')
  const people = useNames().members.filter(
    member => member.status === 'active' && member.role === 'collaborator',
  )
  const isShared = (id: string) => sharedWith.some(person => person.id === id)
  return (
    <Picker
      label={t('pick.share')}
      empty={t('pick.noShare')}
      items={people.map(({ id, name, jobTitle }) => ({
        id,
        label: name,
        hint: jobTitle ?? undefined,
        isChosen: isShared(id),
      }))}
      leading={item => <Avatar name={item.label} size={24} member />}
      footer={<p className={classes.hint}>{t('pick.shareHint')}</p>}
      onClose={onClose}
      onPick={id => {
        const person = people.find(one => one.id === id)
        if (person) onShare({ id: person.id, name: person.name }, !isShared(id))
      }}
    />
  )
}
