import type { Board } from '../../contract/supervision.ts'

export type Tone = 'late' | 'soon' | 'plain'

/** One figure of a band: what it is, and how far it is from where it should be. */
export type Figure = {
  /** How far off, 0 where nothing says where it should be: the furthest of a band is drawn large. */
  gap: number
  tone: Tone
} & (
  | { kind: 'waiting'; channel: string; count: number; oldestSince: string | null }
  | {
      kind: 'serviceLevel'
      channel: string
      answeredInTime: number
      share: number | null
      n: number
      target: number
      withinSeconds: number
      low: number
      high: number
    }
  | { kind: 'wait'; channel: string; mean: number; p90: number | null }
  | { kind: 'count'; name: CountName; count: number }
  | { kind: 'share'; name: 'solvedAtOnce' | 'capacityUsed' | 'occupancy'; share: number; n: number | null }
  | { kind: 'handling'; seconds: number; n: number }
  | { kind: 'positions'; needed: number; missing: number }
)

export type CountName =
  | 'free'
  | 'atWork'
  | 'notResponding'
  | 'busy'
  | 'break'
  | 'away'
  | 'connected'
  | 'offered'
  | 'answered'
  | 'abandoned'
  | 'missedOffers'
  | 'dueSoon'
  | 'broken'

export const bandNames = ['waiting', 'service', 'today', 'people', 'promises'] as const
export type BandName = (typeof bandNames)[number]

/** How long a customer of a channel should wait at most, for the size of a figure; promises have their own band. */
const patienceSeconds: Record<string, number> = { chat: 60, voice: 20 }
const usualPatience = 48 * 3600

/** A board as five bands of figures, each with how far it is from its target. */
export function bandsOf(board: Board, now: number): Record<BandName, Figure[]> {
  return {
    waiting: waiting(board, now),
    service: service(board),
    today: today(board),
    people: people(board),
    promises: [
      count('dueSoon', board.promises.dueSoon, board.promises.dueSoon > 0 ? 0.5 : 0, 'soon'),
      count('broken', board.promises.broken, board.promises.broken, 'late'),
    ],
  }
}

/** The figure of a band that is furthest from its target: the first that says something where none is. */
export const furthest = (figures: readonly Figure[]): number =>
  figures.reduce((most, { gap }, index) => (gap > figures[most]!.gap ? index : most), 0)

function waiting(board: Board, now: number): Figure[] {
  return board.waiting.map(({ channel, count, oldestSince }) => {
    const seconds = oldestSince ? Math.max(0, (now - Date.parse(oldestSince)) / 1000) : 0
    const gap = seconds / (patienceSeconds[channel] ?? usualPatience)
    return {
      kind: 'waiting',
      channel,
      count,
      oldestSince,
      gap,
      tone: gap > 1 ? 'late' : gap > 0.75 ? 'soon' : 'plain',
    }
  })
}

function service({ flow }: Board): Figure[] {
  return flow.flatMap(({ channel, serviceLevel, meanWaitSeconds, p90WaitSeconds }): Figure[] => [
    ...(serviceLevel ? [levelOf(channel, serviceLevel)] : []),
    ...(meanWaitSeconds === null
      ? []
      : [
          {
            ...{ kind: 'wait' as const, channel, mean: meanWaitSeconds, p90: p90WaitSeconds },
            ...{ gap: 0, tone: 'plain' as const },
          },
        ]),
  ])
}

function levelOf(
  channel: string,
  { target, withinSeconds, answeredInTime, measured }: NonNullable<Board['flow'][number]['serviceLevel']>,
): Figure {
  // What says nothing yet is not drawn large.
  const gap = measured ? Math.max(0, target - measured.share) / target : -1
  return {
    kind: 'serviceLevel',
    share: measured?.share ?? null,
    n: measured?.n ?? 0,
    low: measured?.low ?? 0,
    high: measured?.high ?? 1,
    ...{ channel, answeredInTime, target, withinSeconds, gap },
    // No alarm without a proof: below the target by the whole interval.
    tone: measured && measured.high < target ? 'late' : gap > 0 ? 'soon' : 'plain',
  }
}

function today({ flow, missedOffers, handling, solvedAtOnce }: Board): Figure[] {
  const total = (name: 'offered' | 'answered' | 'abandoned') =>
    flow.reduce((sum, channel) => sum + channel[name], 0)
  const [offered, abandoned] = [total('offered'), total('abandoned')]
  return [
    count('offered', offered, 0, 'plain'),
    count('answered', total('answered'), 0, 'plain'),
    count('abandoned', abandoned, offered === 0 ? 0 : abandoned / offered, 'soon'),
    ...(missedOffers === null
      ? []
      : [count('missedOffers', missedOffers, missedOffers > 0 ? 0.1 : 0, 'soon')]),
    ...(handling
      ? [
          {
            kind: 'handling' as const,
            seconds: handling.meanSeconds,
            n: handling.n,
            gap: 0,
            tone: 'plain' as const,
          },
        ]
      : []),
    ...(solvedAtOnce
      ? [
          {
            ...{
              kind: 'share' as const,
              name: 'solvedAtOnce' as const,
              share: solvedAtOnce.share,
              n: solvedAtOnce.n,
            },
            ...{ gap: 0, tone: 'plain' as const },
          },
        ]
      : []),
  ]
}

function people({ people: { states, away, present, positions, capacityUsed, occupancy } }: Board): Figure[] {
  const missing = positions === null ? 0 : Math.max(0, positions - present)
  return [
    ...(states
      ? [
          count('free', states.free, 0, 'plain'),
          count('atWork', states.atWork, 0, 'plain'),
          count('notResponding', states.notResponding, states.notResponding > 0 ? 0.2 : 0, 'soon'),
          count('busy', states.busy, 0, 'plain'),
          count('break', states.break, 0, 'plain'),
        ]
      : [count('connected', present, 0, 'plain')]),
    count('away', away, 0, 'plain'),
    ...(capacityUsed === null
      ? []
      : [
          {
            ...{ kind: 'share' as const, name: 'capacityUsed' as const, share: capacityUsed, n: null },
            ...{ gap: 0, tone: 'plain' as const },
          },
        ]),
    ...(occupancy === null
      ? []
      : [
          {
            ...{ kind: 'share' as const, name: 'occupancy' as const, share: occupancy, n: null },
            ...{ gap: 0, tone: 'plain' as const },
          },
        ]),
    ...(positions === null
      ? []
      : [
          {
            ...{ kind: 'positions' as const, needed: positions, missing },
            ...{
              gap: positions === 0 ? 0 : missing / positions,
              tone: missing > 0 ? ('soon' as const) : ('plain' as const),
            },
          },
        ]),
  ]
}

const count = (name: CountName, value: number, gap: number, tone: Tone): Figure => ({
  ...{ kind: 'count', name, count: value, gap },
  tone: gap > 0 ? tone : 'plain',
})
