/** The busiest and the quietest day; undefined without any. The first of equals counts. */
export function extremes<Day extends { count: number }>(days: readonly Day[]) {
  const [first] = days
  if (!first) return undefined
  return {
    most: days.reduce((most, day) => (day.count > most.count ? day : most), first),
    least: days.reduce((least, day) => (day.count < least.count ? day : least), first),
  }
}
