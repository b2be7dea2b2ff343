import type { TeamStates } from '../../../contract/team-states.ts'

export type Hour = TeamStates['hours'][number]

/** States of people who are there, from the bottom of the drawing up. The contract's own list would bring Zod into the page. */
export const drawnStates = ['available', 'busy', 'break'] as const satisfies readonly (keyof NonNullable<
  Hour['states']
>)[]

/** From the first hour that may be shown to the last: around them nothing is. */
export function hoursToShow(hours: readonly Hour[]): Hour[] {
  const isShown = ({ states }: Hour) => states !== null
  return hours.slice(hours.findIndex(isShown), hours.findLastIndex(isShown) + 1)
}

/** The hour in which most people were available, the first of equals; undefined without any. */
export function fullestOf(hours: readonly Hour[]): Hour | undefined {
  const availableIn = ({ states }: Hour) => states?.available.minutes ?? -1
  return hours.reduce<Hour | undefined>(
    (most, hour) => (availableIn(hour) > (most ? availableIn(most) : -1) ? hour : most),
    undefined,
  )
}

/** How many people were there in an hour, on average, in one state or another. */
export const peopleIn = ({ states }: Hour): number =>
  states ? drawnStates.reduce((sum, state) => sum + states[state].people, 0) : 0

/** Instants at which a clock of this day shows what it shows at another one too: the hour that comes twice. */
export function shownTwice(hours: readonly Hour[], clock: (at: string) => string): Set<string> {
  const ends = [...new Set(hours.flatMap(({ from, to }) => [from, to]))]
  // Midnight ends the day that it began: these are not taken for one another.
  const byClock = Map.groupBy(ends.slice(0, -1), clock)
  return new Set([...byClock.values()].filter(same => same.length > 1).flat())
}
