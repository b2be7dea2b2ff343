import { expect, test } from 'vitest'
import type { Contact } from '#contract/contacts.ts'
import { migrate } from '#server/platform/migrate.ts'
import { addressesOf, startPostgres15, testSecretKey } from '#server/platform/testing/postgres.ts'
import { hasPostgres15 } from '#server/platform/testing/postgres-15.ts'
import { aWorkspace, contactsWorld } from './testing/world.ts'
import type { TimelineEntry } from './timeline.ts'

test.skipIf(!hasPostgres15())(
  'people are found and their timeline read on PostgreSQL 15 as well',
  async () => {
    const server = await startPostgres15()
    try {
      await migrate({ url: server.url(), secretKey: testSecretKey })
      const world = await contactsWorld(addressesOf(server.url(), 'boucle'))
      try {
        const workspace = await aWorkspace(world)
        const adviser = await workspace.member('adviser')
        const partner = await workspace.member('partner', { teamIds: [await workspace.team()] })
        const { body } = await adviser('POST', '/contacts', {
          name: 'Éloïse Pereira',
          identities: [{ kind: 'phone', value: '06 12 34 56 78' }],
        })
        await workspace.conversation(body.id, { status: 'closed' })
        await adviser('PUT', `/contacts/${body.id}/records/order/1`, { title: 'Pivoines' })
        for (const q of ['eloise', 'periera', '06 12 34'])
          expect((await adviser<{ items: Contact[] }>('GET', `/contacts?q=${q}`)).body.items).toHaveLength(1)
        const timeline = await adviser<{ items: TimelineEntry[] }>('GET', `/contacts/${body.id}/timeline`)
        expect(timeline.body.items).toHaveLength(5)
        expect((await partner<{ items: Contact[] }>('GET', '/contacts?q=eloise')).body.items).toEqual([])
      } finally {
        await world.close()
      }
    } finally {
      await server.stop()
    }
  },
)
