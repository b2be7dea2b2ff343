export interface FieldClock {
  year: number
  month: number
  day: number
  hour: number
  minute: number
}

/** What a date and time field takes: 2026-11-22T11:00. */
export function wallClockToField({ year, month, day, hour, minute }: FieldClock): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** What a date and time field gives; undefined while it is not whole. */
export function fieldToWallClock(text: string): FieldClock | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text)
  if (!parts) return undefined
  const [year, month, day, hour, minute] = parts.slice(1).map(Number)
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute! }
}
