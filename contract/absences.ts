import * as z from 'zod'
import { Id, IdInput, roles, route, Time } from './common.ts'

const workers = roles.filter(role => role !== 'collaborator')
const act = { roles: workers, scope: 'settings:write', peopleOnly: true } as const

/** When somebody is not there; why is not asked. */
export const Absence = z.object({
  memberId: Id,
  from: Time,
  /** Null while nobody knows. */
  until: Time.nullable(),
  isNow: z.boolean(),
})
export type Absence = z.infer<typeof Absence>

/** People who are not there: what waits with them is for others meanwhile. */
export const absences = {
  list: route
    .meta({ roles: workers, scope: 'settings:read', peopleOnly: true })
    .route({
      method: 'GET',
      path: '/absences',
      tags: ['routing'],
      summary: 'Who is absent now or will be: everybody for those who lead, oneself for others',
    })
    .output(z.object({ items: z.array(Absence) })),
  set: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/members/{id}/absence',
      tags: ['routing'],
      summary: 'Say that somebody is or will be absent; what waits with them is given out again',
    })
    .input(
      z.object({
        id: Id,
        /** From now on where it is not said. */
        from: Time.optional(),
        until: Time.nullable().default(null),
      }),
    )
    .output(z.object({ absence: Absence, givenOut: z.number().int() })),
  end: route
    .meta(act)
    .route({
      method: 'DELETE',
      path: '/members/{id}/absence',
      tags: ['routing'],
      summary: 'End an absence: what nobody took meanwhile is theirs again',
    })
    .input(IdInput)
    .output(z.object({ returned: z.number().int() })),
}
