import * as z from 'zod'
import { Done, Id, IdInput, leads, Named, route, Time } from './common.ts'

const write = { roles: leads, scope: 'settings:write' } as const

/** What is settled for a time ends by itself: within a day. */
const Minutes = z.number().int().min(5).max(1440)

/** A team whose requests go to another for a time. */
export const OverflowOpening = z.object({ id: Id, team: Named, to: Named, until: Time })
export type OverflowOpening = z.infer<typeof OverflowOpening>

/** A skill that somebody has for a time, beside those that they declared. */
export const SkillLending = z.object({ id: Id, skill: Named, level: z.number().int(), until: Time })
export type SkillLending = z.infer<typeof SkillLending>

/** What those who lead settle for a time. */
export const forATime = {
  openOverflow: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/overflow-openings',
      successStatus: 201,
      tags: ['supervision'],
      summary: 'Sends what waits in a team, and what comes to it, to another team for a time',
      description:
        'Where routing is on. What has gone stays there; a partner’s team is given what its contract allows.',
    })
    .input(z.object({ teamId: Id, toTeamId: Id, minutes: Minutes.default(60) }))
    .output(z.object({ id: Id, until: Time })),
  closeOverflow: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/overflow-openings/{id}',
      tags: ['supervision'],
      summary: 'Ends it now: an undo, or earlier than planned',
    })
    .input(IdInput)
    .output(Done),
  lendSkill: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/skill-lendings',
      successStatus: 201,
      tags: ['supervision'],
      summary: 'Gives somebody the requests of a skill for a time; what they declared stays as it is',
    })
    .input(
      z.object({
        memberId: Id,
        skillId: Id,
        level: z.number().int().min(1).max(5).default(3),
        minutes: Minutes.default(120),
      }),
    )
    .output(z.object({ id: Id, until: Time })),
  endSkillLending: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/skill-lendings/{id}',
      tags: ['supervision'],
      summary: 'Takes a lent skill back now',
    })
    .input(IdInput)
    .output(Done),
}
