import { Select, type SelectProps } from '@mantine/core'
import { useMemo } from 'react'

/** Chooses a time zone by its IANA name; typing a city finds it. */
export function TimeZoneSelect(props: SelectProps) {
  const zones = useMemo(
    () => Intl.supportedValuesOf('timeZone').map(value => ({ value, label: value.replaceAll('_', ' ') })),
    [],
  )
  // A zone kept under an older name than the browser's list must stay readable.
  const known = zones.some(zone => zone.value === props.value)
  const data = known || !props.value ? zones : [{ value: props.value, label: props.value }, ...zones]
  return <Select searchable allowDeselect={false} data={data} {...props} />
}
