import type { Ground } from '#server/platform/ground.ts'
import type { Subscriber } from '#server/platform/jobs.ts'
import type { SetOutside } from './found.ts'
import { follow } from './sub-processors.ts'

/** Whoever sets a mail server or a webhook has its machine on the page, and in the audit, without another thought. */
export function followEvents(ground: Ground, outside: SetOutside): Subscriber {
  return {
    name: 'portal.sub_processors',
    on: [
      'channel.created',
      'channel.updated',
      'channel.deleted',
      'channel.restored',
      'webhook.created',
      'webhook.updated',
      'webhook.resumed',
      'webhook.disabled',
      'webhook.deleted',
    ],
    handle: ({ workspaceId }) => ground.db.inWorkspace(workspaceId, tx => follow(ground, tx, outside)),
  }
}

/** The same for every workspace: the operator may have changed the settings of the program since its last start. */
export async function followAll(ground: Ground, outside: SetOutside): Promise<void> {
  const houses = await ground.db.system.selectFrom('workspaces').select('id').orderBy('id').execute()
  for (const { id } of houses) await ground.db.inWorkspace(id, tx => follow(ground, tx, outside))
}
