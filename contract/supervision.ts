import * as z from 'zod'
import { Done, Id, IdInput, leads, Named, route, Time } from './common.ts'

const read = { roles: leads, scope: 'conversations:read' } as const
const write = { roles: leads, scope: 'settings:write' } as const

const Count = z.number().int()
const Share = z.number().min(0).max(1)

/** What a board is about: `all`, or `team-`, `site-`, `partner-` with an id, `house`, `language-fr`, `language-en`. */
export const BoardKey = z
  .string()
  .max(60)
  .regex(/^(all|house|language-(fr|en)|(team|site|partner)-[0-9a-f-]{36})$/)
export type BoardKey = z.infer<typeof BoardKey>

export const BoardName = z.object({
  key: z.string(),
  kind: z.enum(['all', 'team', 'site', 'partner', 'house', 'language']),
  /** Null where the kind says all: everything, the house, a language. */
  name: z.string().nullable(),
})

export type BoardName = z.infer<typeof BoardName>

/** A share with what it was counted from, and between which it lies in 95 cases of 100. */
const Measured = z.object({ share: Share, n: Count, low: Share, high: Share })
export type Measured = z.infer<typeof Measured>

export const Waiting = z.object({
  channel: z.string(),
  count: Count,
  /** Since when the one who waits longest does. */
  oldestSince: Time.nullable(),
})

export const Flow = z.object({
  channel: z.string(),
  /** Asked by customers today: answered, abandoned, and what waits still. */
  offered: Count,
  answered: Count,
  /** Gave up before any answer, short ones included; of chats alone. */
  abandoned: Count,
  shortAbandoned: Count,
  meanWaitSeconds: z.number().nullable(),
  p90WaitSeconds: z.number().nullable(),
  /** answered in time / (answered + abandoned − short abandons); null where nobody was promised seconds. */
  serviceLevel: z
    .object({
      withinSeconds: Count,
      target: Share,
      answeredInTime: Count,
      measured: Measured.nullable(),
    })
    .nullable(),
})

export const People = z.object({
  /** Routing off: only who is connected is known. */
  basis: z.enum(['states', 'connected']),
  /** Each person once; null where only who is connected is known. */
  states: z
    .object({ free: Count, atWork: Count, notResponding: Count, busy: Count, break: Count })
    .nullable(),
  away: Count,
  /** All but those away. */
  present: Count,
  /** Places of the teams (D8); null where none says. */
  positions: Count.nullable(),
  /** Units in use over units there are, of those available; null without routing. */
  capacityUsed: Share.nullable(),
})
export type People = z.infer<typeof People>

/** One line of the board's table: a team, a site, an employer or a language. */
const Part = BoardName.extend({
  waiting: Count,
  oldestSince: Time.nullable(),
  offered: Count,
  answered: Count,
  abandoned: Count,
  meanWaitSeconds: z.number().nullable(),
  present: Count.nullable(),
  positions: Count.nullable(),
  /** Its part of what was answered today. */
  shareOfAnswered: Share.nullable(),
})
export type Part = z.infer<typeof Part>

/** What a wall shows. No name of anybody is in it. */
export const Board = z.object({
  board: BoardName,
  workspace: z.string(),
  timeZone: z.string(),
  /** What was counted was so at this instant. */
  asOf: Time,
  isRouted: z.boolean(),
  message: z.string().nullable(),
  alerts: z.array(
    z.object({
      id: Id,
      figure: z.string(),
      board: BoardName,
      threshold: z.number(),
      value: z.number(),
      since: Time,
    }),
  ),
  waiting: z.array(Waiting),
  people: People,
  promises: z.object({ dueSoon: Count, broken: Count }),
  flow: z.array(Flow),
  /** Offers that nobody answered in time today; null without routing. */
  missedOffers: Count.nullable(),
  /** Mean of time at work on what was finished today; null without routing, and for fewer than five people. */
  handling: z.object({ meanSeconds: z.number(), n: Count }).nullable(),
  /** Closed by somebody 7 to 14 days ago, not reopened within 7 days; null for fewer than five. */
  solvedAtOnce: Measured.nullable(),
  teams: z.array(Part),
  sites: z.array(Part),
  employers: z.array(Part),
  languages: z.array(Part),
})
export type Board = z.infer<typeof Board>

/** Socket of the boards: a session's, or a link's in `auth`. */
export const boardsPath = '/wallboard/live'

/** Socket: server → client. */
export interface BoardServerToClient {
  /** A board as it is, when it begins to be shown. */
  board: (board: Board) => void
  /** What of it changed since, and as of when all of it holds. */
  change: (change: Partial<Board> & Pick<Board, 'asOf'>) => void
}

/** A link that shows one board without a session: to a television. Its secret is told once. */
export const BoardLink = z.object({
  id: Id,
  name: z.string(),
  board: BoardName,
  createdAt: Time,
  createdBy: Named.nullable(),
  expiresAt: Time,
  revokedAt: Time.nullable(),
  lastSeenAt: Time.nullable(),
})
export type BoardLink = z.infer<typeof BoardLink>

export const supervision = {
  boards: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/wallboards',
      tags: ['supervision'],
      summary: 'The boards there are: the whole, teams, sites, employers, languages',
    })
    .output(z.object({ items: z.array(BoardName) })),
  board: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/wallboards/{board}',
      tags: ['supervision'],
      summary: 'A board as it is now',
      description:
        'Counted for everybody who looks at once, at most a few seconds ago: `asOf` says when. Screens hear changes over the socket at /wallboard/live. No person is named.',
    })
    .input(z.object({ board: BoardKey }))
    .output(Board),
  links: route
    .meta({ ...read, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/wallboard-links',
      tags: ['supervision'],
      summary: 'Links that show a board without a session, the newest first',
    })
    .output(z.object({ items: z.array(BoardLink) })),
  createLink: route
    .meta({ ...write, secretAnswer: true })
    .route({
      method: 'POST',
      path: '/wallboard-links',
      successStatus: 201,
      tags: ['supervision'],
      summary: 'Makes a link for a television: it reads one board, names nobody, and ends by itself',
    })
    .input(
      z.object({
        name: z.string().trim().min(1).max(80),
        board: BoardKey,
        days: z.number().int().min(1).max(366).default(90),
      }),
    )
    /** `url` holds the secret, told this once. */
    .output(BoardLink.extend({ url: z.string() })),
  revokeLink: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/wallboard-links/{id}',
      tags: ['supervision'],
      summary: 'Ends a link at once, on every screen that shows it',
    })
    .input(IdInput)
    .output(Done),
}
