import type { ServiceLevel, ServiceLevels } from '#contract/service-levels.ts'
import type { Board, BoardName, Measured, Part, People } from '#contract/supervision.ts'
import { wilson } from '#server/platform/statistics.ts'
import { boardsOf, holdsPeople, holdsWork, type Place, type Places, type Slice, sliceOf } from './boards.ts'
import type { DueRow, PeopleRow, WaitingRow } from './counting.ts'
import type { OccupancyRow } from './occupancy.ts'
import type { FlowRow } from './today.ts'

/** A rate about people says nothing of so few: it would be about each of them (EMP-6). */
export const fewestPeople = 5
/** A share of fewer than this is no figure. */
const fewestCases = 5

type OfTeam<Row> = Row & { teamId: string | null; language: string | null }

/** What is counted at once for every board of a workspace. */
export interface Counted {
  asOf: Date
  isRouted: boolean
  message: string | null
  places: Places
  waiting: WaitingRow[]
  people: PeopleRow[]
  dues: DueRow[]
  flow: FlowRow[]
  missed: OfTeam<{ count: number }>[]
  occupancy: OccupancyRow[]
  handled: OfTeam<{ count: number; seconds: number }>[]
  solved: OfTeam<{ solved: number; closed: number }>[]
  alerts: Board['alerts']
  openings: Board['openings']
  serviceLevels: ServiceLevels
}

/** One board of what was counted: every figure with what it is made of, nobody's name, no rate about a few people. */
export function figuresOf(counted: Counted, board: BoardName): Board {
  const { places, isRouted } = counted
  const slice = sliceOf(board)
  const ofWork = holdsWork(places, slice)
  const people = peopleOf(counted, slice)
  const flow = flowOf(counted, slice)
  const handled = sums(counted.handled.filter(ofWork), ['count', 'seconds'])
  const solved = sums(counted.solved.filter(ofWork), ['solved', 'closed'])
  // A board of something shows its parts of the other kinds as well: a team its languages, a site its teams.
  const parts = (kinds: BoardName['kind'][]) =>
    board.kind === 'all'
      ? boardsOf(places)
          .filter(({ kind }) => kinds.includes(kind))
          .map(part => partOf(counted, part))
      : []
  return {
    board,
    workspace: places.workspace,
    timeZone: places.timeZone,
    asOf: counted.asOf.toISOString(),
    isRouted,
    message: counted.message,
    alerts: counted.alerts.filter(alert => board.kind === 'all' || alert.board.key === board.key),
    openings: openingsOf(counted, slice),
    waiting: waitingOf(counted, slice),
    people,
    promises: sums(counted.dues.filter(ofWork), ['dueSoon', 'broken']),
    flow,
    // Of fewer people it would be somebody's own (EMP-6).
    missedOffers:
      isRouted && headcount(people) >= fewestPeople
        ? sums(counted.missed.filter(ofWork), ['count']).count
        : null,
    handling:
      isRouted && handled.count >= fewestCases && headcount(people) >= fewestPeople
        ? { meanSeconds: handled.seconds / handled.count, n: handled.count }
        : null,
    solvedAtOnce: headcount(people) >= fewestPeople ? measured(solved.solved, solved.closed) : null,
    teams: parts(['team']),
    sites: parts(['site']),
    employers: parts(['house', 'partner']),
    languages: parts(['language']),
  }
}

function partOf(counted: Counted, board: BoardName): Part {
  const slice = sliceOf(board)
  const waiting = waitingOf(counted, slice)
  const rows = counted.flow.filter(row => isOf(row, slice))
  const { offered, answered, abandoned } = sums(rows, ['offered', 'answered', 'abandoned'])
  const all = sums(
    counted.flow.filter(({ dimension }) => dimension === 'all'),
    ['answered'],
  ).answered
  const waitSeconds = rows.reduce((total, row) => total + (row.waitSeconds ?? 0), 0)
  const { present, positions } = peopleOf(counted, slice)
  return {
    ...board,
    waiting: waiting.reduce((total, { count }) => total + count, 0),
    oldestSince: earliest(waiting.map(({ oldestSince }) => oldestSince)),
    ...{ offered, answered, abandoned },
    meanWaitSeconds: answered === 0 ? null : waitSeconds / answered,
    ...{ present, positions },
    shareOfAnswered: all === 0 ? null : answered / all,
  }
}

function waitingOf({ waiting, places }: Counted, slice: Slice): Board['waiting'] {
  const byChannel = Map.groupBy(waiting.filter(holdsWork(places, slice)), ({ channel }) => channel)
  return [...byChannel]
    .map(([channel, rows]) => ({
      channel,
      count: sums(rows, ['count']).count,
      oldestSince: earliest(rows.map(({ oldestSince }) => oldestSince.toISOString())),
    }))
    .sort((one, other) => one.channel.localeCompare(other.channel))
}

function peopleOf({ people, occupancy, places, isRouted }: Counted, slice: Slice): People {
  const rows = people.filter(holdsPeople(places, slice))
  const count = (state: PeopleRow['state']) =>
    sums(
      rows.filter(row => row.state === state),
      ['count'],
    ).count
  const available = rows.filter(({ state }) => state === 'free' || state === 'atWork')
  const { used, cap } = sums(available, ['used', 'cap'])
  const away = count('away')
  const isGroup = sums(rows, ['count']).count >= fewestPeople
  return {
    basis: isRouted ? 'states' : 'connected',
    // Of fewer people it would be how each of them is, which is for them and their direct manager (EMP-6).
    states:
      isRouted && isGroup
        ? {
            free: count('free'),
            atWork: count('atWork'),
            notResponding: count('notResponding'),
            busy: count('busy'),
            break: count('break'),
          }
        : null,
    away,
    present: sums(rows, ['count']).count - away,
    positions: positionsOf(teamsIn(places, slice)),
    capacityUsed: isRouted && cap > 0 && isGroup ? Math.min(1, used / cap) : null,
    occupancy: occupancyOf(occupancy.filter(holdsPeople(places, slice))),
  }
}

/** EMP-6: of a group of five who were available today, or of nobody. */
function occupancyOf(rows: readonly OccupancyRow[]): number | null {
  const { count, available, worked } = sums(rows, ['count', 'available', 'worked'])
  return count < fewestPeople || available <= 0 ? null : Math.min(1, worked / available)
}

/** D8: the places of teams, where some of them say how many they have. */
function positionsOf(teams: readonly Place[]): number | null {
  const said = teams.flatMap(({ positions }) => positions ?? [])
  return said.length === 0 ? null : said.reduce((total, one) => total + one, 0)
}

const teamsIn = ({ teams }: Places, { dimension, value }: Slice): readonly Place[] =>
  teams.filter(team => {
    if (dimension === 'all') return true
    if (dimension === 'team') return team.id === value
    if (dimension === 'site') return team.siteId === value
    if (dimension === 'employer') return (team.partnerId ?? 'house') === value
    return false
  })

const isOf = (row: FlowRow, slice: Slice) => row.dimension === slice.dimension && row.value === slice.value

/** What is open from a team of the slice, or to one of them. */
function openingsOf({ openings, places }: Counted, slice: Slice): Board['openings'] {
  const ids = new Set(teamsIn(places, slice).map(({ id }) => id))
  return openings.filter(({ team, to }) => ids.has(team.id) || ids.has(to.id))
}

function flowOf({ flow, serviceLevels }: Counted, slice: Slice): Board['flow'] {
  return flow
    .filter(row => isOf(row, slice))
    .map(row => ({
      channel: row.channel,
      offered: row.offered,
      answered: row.answered,
      abandoned: row.abandoned,
      shortAbandoned: row.shortAbandoned,
      meanWaitSeconds: row.answered === 0 ? null : (row.waitSeconds ?? 0) / row.answered,
      p90WaitSeconds: row.p90WaitSeconds,
      serviceLevel: levelOf(row, serviceLevels[row.channel as keyof ServiceLevels]),
    }))
    .sort((one, other) => one.channel.localeCompare(other.channel))
}

/** What waits longer than that already will not be answered in time: it counts before it is answered. */
function levelOf(row: FlowRow, level: ServiceLevel | undefined): Board['flow'][number]['serviceLevel'] {
  if (!level) return null
  const { answered, answeredInTime, abandoned, shortAbandoned, lateStill } = row
  const counted = answered + abandoned - shortAbandoned + lateStill
  return { ...level, answeredInTime, lateStill, measured: measured(answeredInTime, counted) }
}

function measured(successes: number, n: number): Measured | null {
  const interval = n < fewestCases ? undefined : wilson(successes, n)
  return interval ? { share: successes / n, n, ...interval } : null
}

const headcount = ({ away, present }: People) => away + present

const earliest = (times: readonly (string | null)[]): string | null =>
  times.reduce((first, at) => (first === null || (at !== null && at < first) ? at : first), null)

function sums<Key extends string>(
  rows: readonly { [key in Key]: number }[],
  keys: readonly Key[],
): { [key in Key]: number } {
  const total = (key: Key) => rows.reduce((sum, row) => sum + row[key], 0)
  return Object.fromEntries(keys.map(key => [key, total(key)])) as { [key in Key]: number }
}
