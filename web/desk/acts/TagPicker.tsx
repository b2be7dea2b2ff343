import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useTags } from '../data/queries.ts'
import { Picker } from './Picker.tsx'

export interface TagPickerProps {
  tags: readonly string[]
  onChange: (tags: string[]) => void
  onClose: () => void
}

/** Puts tags on and takes them off; the panel stays open until one leaves it. */
export function TagPicker({ tags, onChange, onClose }: TagPickerProps) {
  const { t } = useTranslation('desk')
  const { is } = useSession()
  const { query } = useApi()
  const queryClient = useQueryClient()
  const known = useTags().data?.items ?? []
  const create = useMutation(
    query.conversations.createTag.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: query.conversations.listTags.key() }),
    }),
  )
  const names = [...new Set([...tags, ...known.map(tag => tag.name)])].sort((one, other) =>
    one.localeCompare(other),
  )
  const flip = (name: string) =>
    onChange(tags.includes(name) ? tags.filter(tag => tag !== name) : [...tags, name])
  return (
    <Picker
      label={t('pick.tags')}
      items={names.map(name => ({ id: name, label: name, isChosen: tags.includes(name) }))}
      onClose={onClose}
      onPick={flip}
      createLabel={name => t('pick.createTag', { name })}
      onCreate={
        is(...inside)
          ? name => {
              create.mutate({ name })
              flip(name)
            }
          : undefined
      }
    />
  )
}
