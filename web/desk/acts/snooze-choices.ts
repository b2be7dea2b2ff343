export interface SnoozeChoice {
  name: 'laterToday' | 'tomorrow' | 'monday' | 'nextWeek'
  until: Date
}

export interface WallClock {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  /** 1 Monday … 7 Sunday. */
  weekday: number
}

/** When a conversation may come back: this afternoon if there is one left, tomorrow, Monday, in a week. */
export function snoozeChoices(now: Date, timeZone: string): SnoozeChoice[] {
  const here = wallClockAt(now, timeZone)
  const at = (days: number, hour: number) =>
    instantAt({ ...here, day: here.day + days, hour, minute: 0 }, timeZone)
  const toMonday = here.weekday === 7 ? 1 : 8 - here.weekday
  const choices: SnoozeChoice[] = []
  if (here.hour < 13) choices.push({ name: 'laterToday', until: at(0, 14) })
  else if (here.hour < 16) choices.push({ name: 'laterToday', until: at(0, 17) })
  choices.push({ name: 'tomorrow', until: at(1, 9) })
  if (toMonday > 1) choices.push({ name: 'monday', until: at(toMonday, 9) })
  choices.push({ name: 'nextWeek', until: at(7, 9) })
  return choices.filter(
    (choice, place) => choices.findIndex(one => one.until.getTime() === choice.until.getTime()) === place,
  )
}

/** What the clock on the wall says in a place. */
export function wallClockAt(at: Date, timeZone: string): WallClock {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1,
  }
}

/** The instant at which the wall clock of a place says this; days beyond the month run into the next. */
export function instantAt(
  clock: Pick<WallClock, 'year' | 'month' | 'day' | 'hour' | 'minute'>,
  timeZone: string,
): Date {
  const wanted = Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute)
  let guess = wanted
  // Twice: the first correction may itself cross a change of clocks.
  for (let step = 0; step < 2; step += 1) {
    const there = wallClockAt(new Date(guess), timeZone)
    guess += wanted - Date.UTC(there.year, there.month - 1, there.day, there.hour, there.minute)
  }
  return new Date(guess)
}
