import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { RoutingSettings } from '#contract/queues.ts'
import { asEventActor } from '#server/platform/actor.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { requireMeant, saveChoices, settingsOf, switchRouting, withChoices } from './settings.ts'

const os = implement(contract.queues).$context<RequestContext>().use(guard)

/** Routes of the switch of routing and of its settings. */
export function queueRoutes({ recordEvent, clock }: Ground) {
  return os.router({
    routingSettings: os.routingSettings.handler(({ context: { tx } }) => settingsOf(tx, tx.workspaceId)),

    saveRoutingSettings: os.saveRoutingSettings.handler(
      async ({ input: { isOn, ...changes }, context: { tx, actor } }) => {
        const now = clock.now()
        const before = await settingsOf(tx, tx.workspaceId, { lock: true })
        const choices = withChoices(choicesOf(before), changes)
        requireMeant(choices)
        await saveChoices(tx, choices, now)
        if (isOn !== undefined) await switchRouting(tx, isOn, now)
        const after = await settingsOf(tx, tx.workspaceId)
        await recordEvent(tx, {
          type: 'routing_settings.updated',
          actor: asEventActor(actor),
          subject: { kind: 'routing_settings', id: tx.workspaceId },
          data: { before, after },
        })
        return after
      },
    ),
  })
}

const choicesOf = ({ isOn: _, version: __, updatedAt: ___, ...choices }: RoutingSettings) => choices
