import { useTranslation } from 'react-i18next'
import { PriorityMark } from '../../ui/PriorityMark.tsx'
import { type Priority, priorities } from '../list/filters.ts'
import { Picker } from './Picker.tsx'

export interface PriorityPickerProps {
  /** undefined where several have not the same. */
  priority: Priority | undefined
  onPick: (priority: Priority) => void
  onClose: () => void
}

/** Four priorities, the most pressing first. */
export function PriorityPicker({ priority, onPick, onClose }: PriorityPickerProps) {
  const { t } = useTranslation(['desk', 'common'])
  return (
    <Picker
      label={t('pick.priority')}
      searchable={false}
      items={priorities.map(one => ({
        id: one,
        label: t(`common:priority.${one}`),
        isChosen: one === priority,
      }))}
      leading={item => {
        const one = priorities.find(known => known === item.id)
        return (
          one && (
            <span aria-hidden="true">
              <PriorityMark priority={one} />
            </span>
          )
        )
      }}
      onClose={onClose}
      onPick={id => {
        onClose()
        const chosen = priorities.find(one => one === id)
        if (chosen) onPick(chosen)
      }}
    />
  )
}
