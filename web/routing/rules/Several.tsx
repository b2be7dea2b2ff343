import { Checkbox, Group } from '@mantine/core'

export interface SeveralProps {
  label: string
  choices: readonly { id: string; name: string }[]
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** Some of a few, each with its box. */
export function Several({ label, choices, value, onChange }: SeveralProps) {
  return (
    <Checkbox.Group aria-label={label} value={[...value]} onChange={onChange}>
      <Group gap="md">
        {choices.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  )
}
