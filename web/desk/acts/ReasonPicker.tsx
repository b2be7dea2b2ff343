import { useTranslation } from 'react-i18next'
import { useNames } from '../data/queries.ts'
import { Picker } from './Picker.tsx'

export interface ReasonPickerProps {
  reasonId: string | null
  onPick: (reasonId: string | null) => void
  onClose: () => void
}

/** Two levels in one list: families, each with its reasons under it; letters find "Delivery › Late" at once. */
export function ReasonPicker({ reasonId, onPick, onClose }: ReasonPickerProps) {
  const { t } = useTranslation('desk')
  const choices = useNames().reasonChoices()
  const items = [
    ...choices.map(choice => ({
      id: choice.id,
      label: choice.label,
      words: choice.path,
      level: choice.parentId ? (1 as const) : (0 as const),
      isChosen: choice.id === reasonId,
    })),
    ...(reasonId ? [{ id: 'none', label: t('pick.noReason') }] : []),
  ]
  return (
    <Picker
      label={t('pick.reason')}
      items={items}
      empty={t('pick.noReasons')}
      onClose={onClose}
      onPick={id => {
        onClose()
        onPick(id === 'none' ? null : id)
      }}
    />
  )
}
