import * as z from 'zod'
import { Id, IdInput, Named, roles, route, Time } from './common.ts'

const workers = roles.filter(role => role !== 'collaborator')
/** For people: whoever brings in, or leaves, does so in their own name. */
const act = { roles: workers, scope: 'conversations:write', peopleOnly: true } as const

/** A colleague who writes to the customer beside whoever has the conversation. */
export const Participation = z.object({
  conversationId: Id,
  number: z.number().int(),
  subject: z.string(),
  member: Named,
  by: Named,
  at: Time,
})
export type Participation = z.infer<typeof Participation>

const many = z.object({ items: z.array(Participation) })
const OneInput = IdInput.extend({ memberId: Id })

/** Conferences in writing: several write to one customer, one has the conversation. */
export const participations = {
  mine: route
    .meta({ ...act, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/participations',
      tags: ['routing'],
      summary: 'Conversations in which I take part beside whoever has them',
    })
    .output(many),
  list: route
    .meta({ roles, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/conversations/{id}/participants',
      tags: ['routing'],
      summary: 'Who takes part in a conversation beside whoever has it',
    })
    .input(IdInput)
    .output(many),
  bringIn: route
    .meta(act)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/participants/{memberId}',
      tags: ['routing'],
      summary: 'Bring a colleague in, who writes to the customer too; a visitor who chats is told',
    })
    .input(OneInput)
    .output(many),
  leave: route
    .meta(act)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/participants/{memberId}',
      tags: ['routing'],
      summary: 'Leave a conversation in which I take part, or let somebody go',
    })
    .input(OneInput)
    .output(many),
}
