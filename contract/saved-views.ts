import * as z from 'zod'
import { Done, Id, IdInput, Language, roles, route } from './common.ts'
import { ComplaintDueState, ComplaintState, priorities, Status, View } from './conversations.ts'

const read = { roles, scope: 'conversations:read', peopleOnly: true } as const
const write = { roles, scope: 'conversations:write', peopleOnly: true } as const

/** What narrows a view; the same names as in the list of conversations. */
export const ViewFilters = z.object({
  status: Status.optional(),
  team: Id.optional(),
  assignee: Id.optional(),
  reason: Id.optional(),
  tag: z.string().max(100).optional(),
  channel: z.string().max(40).optional(),
  priority: z.enum(priorities).optional(),
  complaint: ComplaintState.optional(),
  complaintDue: ComplaintDueState.optional(),
  language: Language.optional(),
  company: Id.optional(),
  /** The customer has waited for so many hours. */
  waitingHours: z.number().int().min(1).max(8760).optional(),
  q: z.string().max(300).optional(),
})

export const SavedView = z.object({
  id: Id,
  name: z.string(),
  isShared: z.boolean(),
  view: View,
  filters: ViewFilters,
  /** How many conversations it holds: exact to 99, then capped; null where words are searched. */
  count: z.number().int().nullable(),
  more: z.boolean(),
  mayEdit: z.boolean(),
})
export type SavedView = z.infer<typeof SavedView>

const SavedViewInput = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{Cc}*$/u),
  isShared: z.boolean().default(false),
  view: View.default('all'),
  filters: ViewFilters.default({}),
})

export const savedViews = {
  list: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/saved-views',
      tags: ['conversations'],
      summary: 'The views I made and those shared with everybody, with their counts',
    })
    .output(z.object({ items: z.array(SavedView) })),
  create: route
    .meta(write)
    .route({
      method: 'POST',
      path: '/saved-views',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Keep a view; leads may share it',
    })
    .input(SavedViewInput)
    .output(SavedView),
  update: route
    .meta(write)
    .route({
      method: 'PATCH',
      path: '/saved-views/{id}',
      tags: ['conversations'],
      summary: 'Change a view that I may change',
    })
    .input(
      z.object({
        id: Id,
        name: SavedViewInput.shape.name.optional(),
        isShared: z.boolean().optional(),
        view: View.optional(),
        filters: ViewFilters.optional(),
      }),
    )
    .output(SavedView),
  remove: route
    .meta(write)
    .route({
      method: 'DELETE',
      path: '/saved-views/{id}',
      tags: ['conversations'],
      summary: 'Throw a view away; its conversations stay',
    })
    .input(IdInput)
    .output(Done),
}
