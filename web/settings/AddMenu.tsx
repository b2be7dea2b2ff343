import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'

export interface AddMenuProps<Kind extends string> {
  label: string
  kinds: readonly Kind[]
  nameOf: (kind: Kind) => string
  onAdd: (kind: Kind) => void
}

/** Adds one more to a list, of a kind that is chosen. */
export function AddMenu<Kind extends string>({ label, kinds, nameOf, onAdd }: AddMenuProps<Kind>) {
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
          style={{ alignSelf: 'flex-start' }}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kinds.map(kind => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {nameOf(kind)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
