/** The first instant of a day in a place and that of the next; undefined when the text is no day. */
export function dayBounds(day: string, timeZone: string): { start: string; end: string } | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return undefined
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return { start: midnight(day, timeZone), end: midnight(next, timeZone) }
}

/** Midnight on the clocks of a place, as an instant: guessed in UTC, then corrected by what those clocks show. */
function midnight(day: string, timeZone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`)
  let instant = wanted
  // Twice, because the first correction may cross a change of clocks.
  for (let round = 0; round < 2; round += 1) instant += wanted - wallTime(instant, timeZone)
  return new Date(instant).toISOString()
}

/** What the clocks of a place show at an instant, read as if it were UTC. */
function wallTime(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find(found => found.type === type)?.value ?? ''
  return Date.parse(
    `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`,
  )
}
