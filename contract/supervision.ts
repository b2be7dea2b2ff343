import * as z from 'zod'
import { Done, Id, IdInput, inside, leads, Named, route, Time } from './common.ts'
import { forATime, OverflowOpening, SkillLending } from './for-a-time.ts'
import { serviceLevelRoutes } from './service-levels.ts'
import { teamStatesRoutes } from './team-states.ts'

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
  /**
   * answered in time / (answered + abandoned − short abandons + waiting longer than that already); null where the channel
   * has none.
   */
  serviceLevel: z
    .object({
      withinSeconds: Count,
      target: Share,
      answeredInTime: Count,
      /** Of what waits, what waits longer than that already. */
      lateStill: Count,
      measured: Measured.nullable(),
    })
    .nullable(),
})

export const People = z.object({
  /** Routing off: only who is connected is known. */
  basis: z.enum(['states', 'connected']),
  /** Each person once; null where only who is connected is known, and for fewer than five people (EMP-6). */
  states: z
    .object({ free: Count, atWork: Count, notResponding: Count, busy: Count, break: Count })
    .nullable(),
  away: Count,
  /** All but those away. */
  present: Count,
  /** Places of the teams (D8); null where none says. */
  positions: Count.nullable(),
  /** Units in use over units there are, of those available; null without routing, and for fewer than five people. */
  capacityUsed: Share.nullable(),
  /** Time with work in hand over time available, today; null without routing, and for fewer than five people. */
  occupancy: Share.nullable(),
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
  /** Teams whose requests go to another for a time. */
  openings: z.array(OverflowOpening),
  waiting: z.array(Waiting),
  people: People,
  promises: z.object({ dueSoon: Count, broken: Count }),
  flow: z.array(Flow),
  /** Offers that nobody answered in time today; null without routing, and for fewer than five people (EMP-6). */
  missedOffers: Count.nullable(),
  /** Mean of time at work on what was finished today; null without routing, for fewer than five people and for fewer than five cases. */
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

/** What an alert may watch. Never how long somebody takes: such an alert would make people hurry (Q23). */
export const alertFigures = [
  'waiting',
  'oldestWait',
  'serviceLevel',
  'broken',
  'dueSoon',
  'notResponding',
  'present',
] as const
export const AlertFigure = z.enum(alertFigures)
export type AlertFigure = z.infer<typeof AlertFigure>

const AlertBody = z.object({
  figure: AlertFigure,
  /** What of the board: one channel, where the figure has channels; null for all. */
  channel: z.string().max(40).nullable().default(null),
  board: BoardKey,
  /** Beyond it (below it, for service level and people present) the alert begins. Seconds, a share or a count. */
  threshold: z.number().min(0).max(10_000_000),
  /** Back at it, the alert ends: apart from the threshold, so that it does not come and go. */
  back: z.number().min(0).max(10_000_000),
  /** How long it must be beyond before anybody is told. */
  minutes: z.number().int().min(0).max(240),
  mail: z.boolean().default(true),
  enabled: z.boolean().default(true),
})

export const Alert = AlertBody.extend({
  id: Id,
  board: BoardName,
  channel: z.string().nullable(),
  /** The episode that is open, if one is. */
  since: Time.nullable(),
  /** The last one that ended. */
  lastEndedAt: Time.nullable(),
  episodes: Count,
})
export type Alert = z.infer<typeof Alert>

const alertRoutes = {
  alerts: route
    .meta({ ...read, scope: 'settings:read' })
    .route({
      method: 'GET',
      path: '/wallboard-alerts',
      tags: ['supervision'],
      summary: 'Alerts: what is watched on which board',
    })
    .output(z.object({ items: z.array(Alert) })),
  createAlert: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/wallboard-alerts',
      successStatus: 201,
      tags: ['supervision'],
      summary: 'Watches a figure: told once when it stays beyond, over when it is back',
    })
    .input(AlertBody)
    .output(Alert),
  updateAlert: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/wallboard-alerts/{id}',
      tags: ['supervision'],
      summary: 'Changes an alert; an open episode ends',
    })
    .input(
      IdInput.extend({
        threshold: AlertBody.shape.threshold.optional(),
        back: AlertBody.shape.back.optional(),
        minutes: AlertBody.shape.minutes.optional(),
        mail: z.boolean().optional(),
        enabled: z.boolean().optional(),
      }),
    )
    .output(Alert),
  deleteAlert: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/wallboard-alerts/{id}',
      tags: ['supervision'],
      summary: 'Watches no more',
    })
    .input(IdInput)
    .output(Done),
}

/** Somebody as those who lead their team see them now. */
export const PersonNow = z.object({
  member: Named,
  teams: z.array(Named),
  /** What they declared, or that offers were missed; connected or away where routing is off. */
  state: z.enum(['free', 'atWork', 'notResponding', 'busy', 'break', 'away']),
  since: Time.nullable(),
  reason: z.string().nullable(),
  /** Conversations in hand that are not closed. */
  inHand: Count,
  /** Units in use, of those there are; null without routing. */
  load: z.object({ used: Count, capacity: Count }).nullable(),
  /** Lent to a team until then. */
  lent: z.object({ id: Id, team: Named, until: Time }).nullable(),
  /** Skills that they have for a time, beside what they declared. */
  lentSkills: z.array(SkillLending),
})
export type PersonNow = z.infer<typeof PersonNow>

export const WaitingRequest = z.object({
  conversationId: Id,
  number: Count,
  channel: z.string(),
  subject: z.string(),
  contact: z.string(),
  team: Named.nullable(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  since: Time,
  /** How much earlier it counts as having come, by those who lead; null where routing does not hold it. */
  creditMinutes: Count.nullable(),
})
export type WaitingRequest = z.infer<typeof WaitingRequest>

const actRoutes = {
  people: route
    .meta({ ...read, logged: 'read' })
    .route({
      method: 'GET',
      path: '/wallboards/{board}/people',
      tags: ['supervision'],
      summary:
        'The people of a board whose direct manager I am: how they are, since when, with how much in hand',
      description:
        'A direct manager is a supervisor who is in a team of theirs (EMP-6). Of the others, `hidden` says how many there are.',
    })
    .input(z.object({ board: BoardKey }))
    .output(z.object({ items: z.array(PersonNow), hidden: Count })),
  waitingRequests: route
    .meta({ ...read, logged: 'read' })
    .route({
      method: 'GET',
      path: '/wallboards/{board}/waiting',
      tags: ['supervision'],
      summary: 'What waits on a board, the longest first; at most 100',
    })
    .input(z.object({ board: BoardKey }))
    .output(z.object({ items: z.array(WaitingRequest) })),
  lend: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/lendings',
      successStatus: 201,
      tags: ['supervision'],
      summary: 'Moves somebody to a team for a time: they return by themselves',
    })
    .input(
      z.object({
        memberId: Id,
        teamId: Id,
        minutes: z.number().int().min(5).max(1440).default(120),
        /** They leave their other teams meanwhile. */
        leavesOthers: z.boolean().default(true),
      }),
    )
    .output(z.object({ id: Id, until: Time })),
  endLending: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/lendings/{id}',
      tags: ['supervision'],
      summary: 'Brings somebody back now: an undo, or earlier than planned',
    })
    .input(IdInput)
    .output(Done),
  raise: route
    .meta({ roles: leads, scope: 'conversations:write' })
    .route({
      method: 'POST',
      path: '/conversations/{id}/credit',
      tags: ['supervision'],
      summary:
        'Has a request count as if it had come earlier, or takes that back: its entry stays what it was',
    })
    .input(IdInput.extend({ minutes: z.number().int().min(-1440).max(1440) }))
    .output(z.object({ creditMinutes: Count })),
  dayMessage: route
    .meta({ roles: inside, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/day-message',
      tags: ['supervision'],
      summary: 'What those who lead tell everybody today',
    })
    .output(z.object({ text: z.string().nullable(), at: Time.nullable(), by: z.string().nullable() })),
  setDayMessage: route
    .meta(write)
    .route({
      method: 'PUT',
      path: '/day-message',
      tags: ['supervision'],
      summary: 'Tells everybody something until the day ends, on desks and walls; null takes it away',
    })
    .input(z.object({ text: z.string().trim().min(1).max(200).nullable() }))
    .output(Done),
}

/** What somebody declared of themselves, a stretch each. */
const StateStretch = z.object({
  id: Count,
  status: z.enum(['available', 'busy', 'break', 'away']),
  reason: z.string().nullable(),
  from: Time,
  until: Time.nullable(),
  /** What they say of it themselves, where it is not as it was. */
  note: z.string().nullable(),
})
export type StateStretch = z.infer<typeof StateStretch>

/** Whether what is easy is taken and what waits is left, in a team: of a group, never of a person (Q23). */
export const Picking = z.object({
  metric: z.literal('picking'),
  version: Count,
  definition: z.string(),
  from: Time,
  to: Time,
  teams: z.array(
    z.object({
      team: Named.nullable(),
      /** Requests that somebody took by themselves while others waited. */
      taken: Count,
      /** Mean share of the others, then waiting, that were older; null for fewer than five cases or five people. */
      skipped: z.object({ share: Share, low: Share, high: Share }).nullable(),
      /** Complex ones: their share of what was taken, and their mean share of what was left then; null as above. */
      complex: z
        .object({ taken: Share, left: z.object({ share: Share, low: Share, high: Share }) })
        .nullable(),
    }),
  ),
})
export type Picking = z.infer<typeof Picking>

const lookBackRoutes = {
  stateHistory: route
    .meta({ roles: [...inside, 'partner'], peopleOnly: true, logged: 'read' })
    .route({
      method: 'GET',
      path: '/members/{id}/work-state-history',
      tags: ['supervision'],
      summary: 'What somebody declared of themselves: for them and their direct manager alone (EMP-6)',
    })
    .input(IdInput.extend({ days: z.coerce.number().int().min(1).max(31).default(7) }))
    .output(z.object({ member: Named, items: z.array(StateStretch) })),
  contestState: route
    .meta({ roles: [...inside, 'partner'], peopleOnly: true })
    .route({
      method: 'PUT',
      path: '/me/work-state-history/{id}/note',
      tags: ['supervision'],
      summary: 'Says of a state that is written of me why it is not as it was, or takes that back',
    })
    .input(
      z.object({
        id: z.coerce.number().int().min(1),
        text: z.string().trim().min(1).max(500).nullable(),
      }),
    )
    .output(Done),
  picking: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/wallboard-picking',
      tags: ['supervision'],
      summary: 'Whether older requests are left while newer ones are taken, by team',
    })
    .input(z.object({ days: z.coerce.number().int().min(1).max(31).default(7) }))
    .output(Picking),
}

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
  ...alertRoutes,
  ...actRoutes,
  ...forATime,
  ...serviceLevelRoutes,
  ...lookBackRoutes,
  ...teamStatesRoutes,
}
