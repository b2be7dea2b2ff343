import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { recoveriesOfMe } from './digest.ts'
import {
  type AddOpenTime,
  type AnsweredInvitation,
  follow,
  giveBack,
  handOver,
  recountDeadlines,
} from './recovery.ts'
import { loopRoutes } from './routes.ts'

export { closeRecoveriesOf } from './recovery.ts'

export interface LoopsDeps {
  surveys: {
    /** An invitation and every version of its answer, held until the transaction ends; undefined when it is gone. */
    invitation: (tx: Tx, id: string) => Promise<AnsweredInvitation | undefined>
    /** True for an answer that someone comes back to. */
    isBad: (score: number) => boolean
  }
  addOpenTime: AddOpenTime
}

/** The closed loop, one to one: a bad answer gets an owner, a deadline and an outcome. */
export function createLoops(ground: Ground, { surveys, addOpenTime }: LoopsDeps) {
  const deps = { addOpenTime, isBad: surveys.isBad }
  const chores: Partial<Chores> = {
    subscribers: [
      {
        name: 'loops.answers',
        on: ['survey.answered', 'survey.answer_changed'],
        handle: event =>
          ground.db.inWorkspace(event.workspaceId, async tx => {
            const answer = await surveys.invitation(tx, String(event.data.invitationId))
            if (answer) await follow(ground, deps, tx, answer)
          }),
      },
      {
        name: 'loops.departures',
        on: ['member.deactivated', 'member.reactivated'],
        handle: ({ type, workspaceId, subject, data }) =>
          ground.db.inWorkspace(workspaceId, async tx => {
            const heir = typeof data.toMemberId === 'string' ? data.toMemberId : undefined
            if (type === 'member.deactivated') await handOver(ground, tx, subject.id, heir)
            else if (data.withWork === true) await giveBack(ground, tx, subject.id)
          }),
      },
      {
        name: 'loops.hours',
        on: ['calendar.updated', 'workspace.updated'],
        handle: event => ground.db.inWorkspace(event.workspaceId, tx => recountDeadlines(ground, deps, tx)),
      },
    ],
  }
  return { router: loopRoutes(ground), chores, recoveriesOfMe }
}
