/** Says whether a text is a time of day as calendars write it; midnight ends a day as 24:00. */
export function isClock(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
}

/** Reads a time as people type it: 9, 9h, 9 h 30, 9:30, 930, 0930, 24. Undefined when it is none. */
export function parseClock(text: string): string | undefined {
  const found = /^(\d{1,2})(?:\s*[h:.]\s*(\d{1,2})?|\s*(\d{2}))?$/i.exec(
    text.trim().replaceAll(/[\u00a0\u202f]/g, ' '),
  )
  if (!found) return undefined
  const [, hours = '', apart, joined] = found
  const clock = `${hours.padStart(2, '0')}:${(apart ?? joined ?? '').padStart(2, '0')}`
  return isClock(clock) ? clock : undefined
}

/** A time some minutes later or earlier, within its day. */
export function shiftClock(clock: string, minutes: number): string {
  const [hours = 0, rest = 0] = clock.split(':').map(Number)
  const moved = Math.min(24 * 60, Math.max(0, hours * 60 + rest + minutes))
  return `${String(Math.floor(moved / 60)).padStart(2, '0')}:${String(moved % 60).padStart(2, '0')}`
}
