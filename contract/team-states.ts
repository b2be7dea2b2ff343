import * as z from 'zod'
import { Day, Id, leads, Named, route, Time } from './common.ts'

/** States in which somebody is there. */
export const presentStates = ['available', 'busy', 'break'] as const
export type PresentState = (typeof presentStates)[number]

/** Whole minutes of everybody together, and how many people that is on average. */
const Spent = z.object({ minutes: z.number().int(), people: z.number() })
const States = z.object({ available: Spent, busy: Spent, break: Spent })

/** How a team was, hour by hour of one day; nobody is in it by name (EMP-6). */
export const TeamStates = z.object({
  metric: z.literal('team_states'),
  /** A changed definition is a new version. */
  version: z.number().int(),
  definition: z.string(),
  team: Named,
  /** The day is that of this place: it has 23 or 25 hours when its clocks change. */
  timeZone: z.string(),
  day: Day,
  /** The first and the last day of which something is kept. */
  oldestDay: Day,
  newestDay: Day,
  /** Fewer people than that are persons. */
  fewest: z.number().int(),
  /** Those that are over; `states` is null for an hour with fewer people than `fewest`. */
  hours: z.array(z.object({ from: Time, to: Time, states: States.nullable() })),
  /** Over the hours that are shown alone; null without any. */
  total: States.nullable(),
})
export type TeamStates = z.infer<typeof TeamStates>

/** How teams were on days that are over, and until this hour. */
export const teamStatesRoutes = {
  teamStates: route
    .meta({ roles: leads, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/teams/{id}/states',
      tags: ['supervision'],
      summary: 'How a team was, hour by hour of one day: time available, busy and on a break',
      description:
        'For administrators, and for supervisors of their own teams. An hour in which fewer than five people were there for half of it or more is not shown, and is in no total: no figure is about one person.',
    })
    .input(z.object({ id: Id, day: Day.refine(day => day >= '1970-01-01').optional() }))
    .output(TeamStates),
}
