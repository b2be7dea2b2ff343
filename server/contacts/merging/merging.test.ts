import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { Contact } from '#contract/contacts.ts'
import type { Duplicate, Merge, MergePreview } from '#contract/merging.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from '../testing/world.ts'
import type { TimelineEntry } from '../timeline.ts'
import { hangingTables, ownTables, stayingTables } from './moving.ts'
import { propose } from './proposals.ts'

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

/** Two cards of Anna: one with a number, one with an address, an order and a conversation. */
async function twoAnnas() {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser')
  await workspace.insert('attribute_definitions', {
    subject: 'contact',
    key: 'city',
    label_fr: 'Ville',
    label_en: 'City',
    type: 'text',
  })
  const create = async (name: string, identities: object[], more: object = {}) =>
    (await adviser('POST', '/contacts', { name, identities, ...more })).body
  const one = await create('Anna P.', [{ kind: 'phone', value: '06 12 34 56 78' }], {
    attributes: { city: 'Lyon' },
    isVip: true,
  })
  const other = await create('Anna Pereira', [{ kind: 'email', value: 'a.pereira@gmail.com' }], {
    attributes: { city: 'Villeurbanne' },
    language: 'fr',
    stage: 'customer',
  })
  const conversation = await workspace.conversation(other.id)
  await adviser('PUT', `/contacts/${other.id}/records/order/MB-1`, { title: 'Bouquet' })
  const card = async (id: string) => (await adviser('GET', `/contacts/${id}`)).body
  const merge = (intoId: string, otherId: string, chosen: string[] = []) =>
    adviser<Merge & Problem>('POST', `/contacts/${intoId}/merges`, { otherId, chosen })
  const undo = (id: string, mergeId: string) => adviser('DELETE', `/contacts/${id}/merges/${mergeId}`)
  return { workspace, adviser, one, other, conversation, card, merge, undo, create }
}

describe('a merge', () => {
  test('ux 16: moves addresses, conversations and records, shows both numbers, and is undone to what both were', async () => {
    const { workspace, adviser, one, other, conversation, card, merge, undo } = await twoAnnas()
    const before = [await card(one.id), await card(other.id)]
    const { status, body } = await merge(one.id, other.id)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      from: { id: other.id, name: 'Anna Pereira' },
      because: 'person',
      by: 'Karim',
    })
    expect(body.otherwise).toEqual([
      { field: 'attributes.city', value: 'Villeurbanne' },
      { field: 'name', value: 'Anna Pereira' },
    ])
    const merged = await card(one.id)
    expect(merged.identities.map(identity => identity.value).toSorted()).toEqual([
      '+33612345678',
      'a.pereira@gmail.com',
    ])
    expect(merged).toMatchObject({
      name: 'Anna P.',
      attributes: { city: 'Lyon' },
      isVip: true,
      language: 'fr', // only the other card knew
      stage: 'customer',
      openConversations: 1,
    })
    // The old id opens the card that shows it.
    expect((await card(other.id)).id).toBe(one.id)
    const records = await adviser<{ items: { contactId: string }[] }>('GET', `/contacts/${other.id}/records`)
    expect(records.body.items.map(record => record.contactId)).toEqual([one.id])
    const found = await adviser<{ items: Contact[] }>('GET', '/contacts?q=pereira')
    expect(found.body.items.map(item => item.id)).toEqual([one.id])
    expect((await adviser<{ items: Contact[] }>('GET', '/contacts')).body.items).toHaveLength(1)
    const timeline = await adviser<{ items: TimelineEntry[] }>('GET', `/contacts/${one.id}/timeline`)
    expect(timeline.body.items.find(entry => entry.kind === 'merge')).toMatchObject({
      title: 'Fusion avec la fiche de Anna Pereira',
      data: { mergeId: body.id, undone: false, happened: 'merged' },
    })
    expect(timeline.body.items.filter(entry => entry.kind === 'message')).toHaveLength(1)

    expect((await undo(one.id, body.id)).status).toBe(200)
    const after = [await card(one.id), await card(other.id)]
    expect(after.map(withoutChange)).toEqual(before.map(withoutChange))
    const row = await world.db.system
      .selectFrom('conversations')
      .select(['contact_id', 'home_contact_id'])
      .where('id', '=', conversation.id)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ contact_id: other.id, home_contact_id: null })
    expect((await workspace.events(one.id)).map(event => event.type)).toContain('contact.unmerged')
    expect((await undo(one.id, body.id)).status).toBe(409)
  })

  test('shows what was chosen of the other card, and what was written since stays when it is undone', async () => {
    const { adviser, one, other, card, merge, undo } = await twoAnnas()
    const preview = await adviser<MergePreview>(
      'GET',
      `/contacts/${one.id}/merge-preview?otherId=${other.id}`,
    )
    expect(preview.body).toMatchObject({
      conflicts: [
        { field: 'attributes.city', kept: 'Lyon', other: 'Villeurbanne' },
        { field: 'name', kept: 'Anna P.', other: 'Anna Pereira' },
      ],
      brings: [
        { field: 'language', kept: null, other: 'fr' },
        { field: 'stage', kept: 'prospect', other: 'customer' },
      ],
      moves: { identities: 1, conversations: 1, records: 1, consents: 0, answers: 0, recoveries: 0 },
    })
    const { body } = await merge(one.id, other.id, ['name', 'attributes.city'])
    expect(await card(one.id)).toMatchObject({ name: 'Anna Pereira', attributes: { city: 'Villeurbanne' } })
    await adviser('PATCH', `/contacts/${one.id}`, { attributes: { city: 'Paris' } })
    await undo(one.id, body.id)
    expect(await card(one.id)).toMatchObject({ name: 'Anna P.', attributes: { city: 'Paris' } })
    expect(await card(other.id)).toMatchObject({
      name: 'Anna Pereira',
      attributes: { city: 'Villeurbanne' },
    })
  })

  test('undone, gives what came since to the card of the address it came from', async () => {
    const { workspace, one, other, card, merge, undo } = await twoAnnas()
    const { body } = await merge(one.id, other.id)
    const sender = await world.db.inWorkspace(workspace.id, tx =>
      world.contacts.contactOfSender(tx, {
        kind: 'email',
        address: 'A.Pereira@gmail.com',
        name: null,
        verified: true,
      }),
    )
    expect(sender.contactId).toBe(one.id)
    await undo(one.id, body.id)
    expect((await card(other.id)).identities).toMatchObject([
      { value: 'a.pereira@gmail.com', verifiedAt: expect.any(String) },
    ])
    expect((await card(other.id)).lastContactAt).not.toBeNull()
    expect((await card(one.id)).lastContactAt).toBeNull()
  })

  test('of the same two by two people at once, or each into the other, is made once and said to the second', async () => {
    const { one, other, card, merge } = await twoAnnas()
    const answers = await Promise.all([
      merge(one.id, other.id),
      merge(other.id, one.id),
      merge(one.id, other.id),
    ])
    expect(answers.map(answer => answer.status).toSorted()).toEqual([201, 409, 409])
    expect(answers.find(answer => answer.status === 409)!.body).toMatchObject({
      code: 'contact.already_merged',
      title: 'Ces deux fiches n’en font déjà qu’une.',
    })
    expect((await card(one.id)).identities).toHaveLength(2)
  })

  test('while mails of the other card arrive leaves none behind', async () => {
    const { workspace, one, other, merge, undo } = await twoAnnas()
    const mail = () =>
      world.db.inWorkspace(workspace.id, async tx => {
        const { contactId } = await world.contacts.contactOfSender(tx, {
          kind: 'email',
          address: 'a.pereira@gmail.com',
          name: null,
          verified: true,
        })
        await new Promise(resolve => setTimeout(resolve, Math.random() * 20))
        const id = world.ground.newId()
        await tx
          .insertInto('conversations')
          .values({
            workspace_id: tx.workspaceId,
            id,
            number: Math.floor(Math.random() * 1e9),
            contact_id: contactId,
            status: 'open',
            channel_kind: 'email',
            episode_id: id,
            last_message_at: new Date(),
            created_at: new Date(),
            updated_at: new Date(),
          })
          .execute()
      })
    const [merged] = await Promise.all([
      merge(one.id, other.id),
      ...Array.from({ length: 12 }, async () => mail()),
    ])
    const held = () =>
      world.db.system
        .selectFrom('conversations')
        .select(['contact_id'])
        .distinct()
        .where('workspace_id', '=', workspace.id)
        .execute()
    expect(await held()).toEqual([{ contact_id: one.id }])
    await undo(one.id, merged.body.id)
    // Those that read the address before the merge were of the other card; those after were opened for the kept one.
    expect((await held()).map(row => row.contact_id)).toContain(other.id)
  })

  test('is for people of the house: a partner and a collaborator may neither look for duplicates nor merge', async () => {
    const { workspace, one, other } = await twoAnnas()
    const team = await workspace.team()
    for (const role of ['partner', 'collaborator'] as const) {
      const person = await workspace.member(role, { teamIds: [team] })
      const asked = await Promise.all([
        person('GET', '/contacts/duplicates'),
        person('GET', `/contacts/${one.id}/merge-preview?otherId=${other.id}`),
        person('POST', `/contacts/${one.id}/merges`, { otherId: other.id }),
      ])
      expect(asked.map(answer => answer.status)).toEqual([403, 403, 403])
    }
  })

  test('keeps for a partner what the conversation of their team shows, and nothing more', async () => {
    const { workspace, one, other, merge } = await twoAnnas()
    const team = await workspace.team()
    await workspace.conversation(other.id, { teamId: team })
    const partner = await workspace.member('partner', { teamIds: [team], fields: ['name'] })
    const unseen = await partner('GET', `/contacts/${one.id}`)
    expect(unseen.status).toBe(404)
    await merge(one.id, other.id)
    const seen = await partner('GET', `/contacts/${other.id}`)
    expect(seen.body).toMatchObject({ id: one.id, name: 'Anna P.', language: null })
    expect(seen.body.identities.every(identity => identity.value.startsWith('••••'))).toBe(true)
  })

  test('is refused of a card with itself, and of a card that is part of a third', async () => {
    const { one, other, merge, create } = await twoAnnas()
    const third = await create('Anna', [{ kind: 'email', value: 'anna@mail.test' }])
    expect((await merge(one.id, one.id)).body.code).toBe('contact.merge_with_itself')
    await merge(one.id, other.id)
    expect((await merge(third.id, other.id)).body.code).toBe('contact.merged_elsewhere')
  })
})

describe('duplicates', () => {
  test('are proposed with their reasons, put aside and brought back', async () => {
    const { workspace, adviser, one, other, create } = await twoAnnas()
    const whatsapp = await create('Anna WA', [{ kind: 'whatsapp', value: '+33 6 12 34 56 78' }])
    const dotted = await create('A.', [{ kind: 'email', value: 'apereira+fleurs@googlemail.com' }])
    await adviser('PUT', `/contacts/${one.id}/records/delivery/L-1`, {
      title: 'Livraison',
      data: { order: 'MB-1' },
    })
    const jeans = [
      await create('Jean Martin', [{ kind: 'email', value: 'jean@dupont.fr' }]),
      await create('Jéan  MARTIN', [{ kind: 'email', value: 'j.martin@dupont.fr' }]),
    ]
    const reasons = async () => {
      const { body } = await adviser<{ items: Duplicate[] }>('GET', '/contacts/duplicates')
      return body.items
        .map(({ one: a, other: b, reasons }) => [[a.id, b.id].toSorted(), reasons] as const)
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
    }
    expect((await adviser<{ found: number }>('POST', '/contacts/duplicates/search', {})).body.found).toBe(4)
    const expected = [
      [[one.id, whatsapp.id].toSorted(), ['same_number']],
      [[other.id, dotted.id].toSorted(), ['same_mailbox']],
      [[one.id, other.id].toSorted(), ['same_order']],
      [jeans.map(jean => jean.id).toSorted(), ['same_name_and_company']],
    ].toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
    expect(await reasons()).toEqual(expected)
    // Of one card alone the same is found as of all.
    await world.db.inWorkspace(workspace.id, tx => propose(tx, new Date(), [one.id]))
    expect(await reasons()).toEqual(expected)

    await adviser('POST', `/contacts/${one.id}/duplicates/${other.id}/dismissal`)
    await adviser('POST', '/contacts/duplicates/search', {})
    expect(await reasons()).toHaveLength(3)
    await adviser('DELETE', `/contacts/${other.id}/duplicates/${one.id}/dismissal`)
    expect(await reasons()).toHaveLength(4)
    expect(
      (await adviser<{ items: Duplicate[] }>('GET', `/contacts/${one.id}/duplicates`)).body.items,
    ).toHaveLength(2)
  })

  test('whose merge was undone are not proposed again', async () => {
    const { adviser, one, create, merge, undo } = await twoAnnas()
    const whatsapp = await create('Anna WA', [{ kind: 'whatsapp', value: '+33 6 12 34 56 78' }])
    const { body } = await merge(one.id, whatsapp.id)
    await undo(one.id, body.id)
    await adviser('POST', '/contacts/duplicates/search', {})
    const list = await adviser<{ items: Duplicate[] }>('GET', '/contacts/duplicates')
    expect(list.body.items).toEqual([])
  })
})

test('every table that names a card is one that a merge knows', async () => {
  const rows = await world.db.system
    .selectFrom('information_schema.columns' as never)
    .select('table_name' as never)
    .where('column_name' as never, '=', 'contact_id' as never)
    .where('table_schema' as never, '=', 'public' as never)
    .execute()
  const known: string[] = [...ownTables, ...hangingTables, ...stayingTables]
  const tables = rows
    .map(row => (row as { table_name: string }).table_name)
    .filter(name => !/_\d{6}$/.test(name))
  expect(tables.toSorted(), 'add it to server/contacts/merging/moving.ts').toEqual(known.toSorted())
})

function withoutChange({ updatedAt: _, ...card }: Contact) {
  return card
}
