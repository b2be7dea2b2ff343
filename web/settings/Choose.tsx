import { Select, type SelectProps } from '@mantine/core'

export interface ChooseProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  items: readonly { id: string; name: string }[] | undefined
  value?: string | null
  onChange?: (id: string | null) => void
}

/** Chooses one of the workspace's things by its name, or none. */
export function Choose({ items = [], ...props }: ChooseProps) {
  return (
    <Select
      clearable
      searchable={items.length > 8}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      {...props}
    />
  )
}
