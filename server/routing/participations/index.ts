import { implement } from '@orpc/server'
import { sql } from 'kysely'
import { contract } from '#contract/index.ts'
import { conversationFor } from '#server/conversations/index.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { isOfNobodyNew } from '../beside.ts'
import {
  bringIn,
  comeAlong,
  endByItself,
  endParticipations,
  goBack,
  leave,
  participantsOf,
  participationsOf,
  takePartAgain,
} from './participating.ts'

const os = implement(contract.participations).$context<RequestContext>().use(guard)

/** Conferences in writing: several write to one customer, one has the conversation. */
export function createParticipations(ground: Ground) {
  const { db } = ground
  const router = os.router({
    mine: os.mine.handler(async ({ context: { tx, actor } }) => ({
      items: await participationsOf(tx, actor),
    })),
    list: os.list.handler(async ({ input, context: { tx, actor } }) => {
      await conversationFor(tx, actor, input.id)
      return { items: await participantsOf(tx, input.id) }
    }),
    bringIn: os.bringIn.handler(async ({ input, context: { tx, actor } }) => {
      await bringIn(ground, tx, actor, input)
      return { items: await participantsOf(tx, input.id) }
    }),
    leave: os.leave.handler(async ({ input, context: { tx, actor } }) => {
      await leave(ground, tx, actor, input)
      return { items: await participantsOf(tx, input.id) }
    }),
  })
  const chores: Partial<Chores> = {
    subscribers: [
      {
        name: 'participations.over',
        // Whoever writes where nobody has it, has it.
        on: ['conversation.closed', 'conversation.assigned', 'message.written'],
        handle: async event => {
          if (isOfNobodyNew(event)) return
          await db.inWorkspace(event.workspaceId, tx => endByItself(ground, tx, event))
        },
      },
      {
        name: 'participations.undone',
        on: ['conversation.closure_undone', 'message.cancelled'],
        handle: event => db.inWorkspace(event.workspaceId, tx => takePartAgain(tx, event)),
      },
      {
        name: 'participations.moved',
        on: ['conversation.joined', 'conversation.separated'],
        handle: event =>
          db.inWorkspace(event.workspaceId, tx =>
            event.type === 'conversation.joined' ? comeAlong(tx, event) : goBack(ground, tx, event),
          ),
      },
      {
        name: 'participations.left',
        on: ['member.deactivated'],
        handle: ({ workspaceId, subject }) =>
          db.inWorkspace(workspaceId, async tx => {
            const { rows } = await sql`
              select from members where workspace_id = ${workspaceId} and id = ${subject.id} and status <> 'active'`.execute(
              tx,
            )
            if (rows.length > 0) await endParticipations(ground, tx, system, 'left', { memberId: subject.id })
          }),
      },
    ],
  }
  return { router, chores }
}
