import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sender } from './senders.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

const arrives = (workspaceId: string, sender: Partial<Sender>) =>
  world.db.inWorkspace(workspaceId, tx =>
    world.contacts.contactOfSender(tx, {
      kind: 'email',
      address: 'anna@exemple.fr',
      name: null,
      verified: false,
      ...sender,
    }),
  )
const rows = (table: 'contacts' | 'identities' | 'companies', workspaceId: string) =>
  world.db.system.selectFrom(table).selectAll().where('workspace_id', '=', workspaceId).execute()
const contactsOf = (workspaceId: string) =>
  world.db.system.selectFrom('contacts').selectAll().where('workspace_id', '=', workspaceId).execute()
const identitiesOf = (workspaceId: string) =>
  world.db.system.selectFrom('identities').selectAll().where('workspace_id', '=', workspaceId).execute()

describe('the first message of an address', () => {
  test('makes its contact, its identity and its company, and says so in one event', async () => {
    const workspace = await aWorkspace(world)
    const made = await arrives(workspace.id, {
      address: 'Anna.Petit@Dupont-Fleurs.fr',
      name: ' "Anna  Petit" ',
      language: 'fr',
    })
    expect(made).toMatchObject({ isNew: true, blocked: false })
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('GET', `/contacts/${made.contactId}`)
    expect(body).toMatchObject({
      name: 'Anna Petit',
      language: 'fr',
      stage: 'prospect',
      company: { domain: 'dupont-fleurs.fr' },
      identities: [
        {
          kind: 'email',
          value: 'anna.petit@dupont-fleurs.fr',
          shown: 'Anna.Petit@Dupont-Fleurs.fr',
          verifiedAt: null,
        },
      ],
    })
    expect(body.lastContactAt).not.toBeNull()
    expect((await workspace.events(made.contactId)).map(event => event.type)).toEqual(['contact.created'])
  })

  test('16 at once make one contact', async () => {
    const workspace = await aWorkspace(world)
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        arrives(workspace.id, { address: index % 2 ? 'Anna@Exemple.FR' : ' anna@exemple.fr', name: 'Anna' }),
      ),
    )
    expect(new Set(answers.map(answer => answer.contactId)).size).toBe(1)
    expect(new Set(answers.map(answer => answer.identityId)).size).toBe(1)
    expect(answers.filter(answer => answer.isNew)).toHaveLength(1)
    expect(await rows('contacts', workspace.id)).toHaveLength(1)
    expect(await rows('identities', workspace.id)).toHaveLength(1)
  })

  test('16 colleagues at once make one company', async () => {
    const workspace = await aWorkspace(world)
    await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        arrives(workspace.id, { address: `personne${index}@dupont.fr` }),
      ),
    )
    expect(await rows('companies', workspace.id)).toHaveLength(1)
    const contacts = await contactsOf(workspace.id)
    expect(contacts).toHaveLength(16)
    expect(new Set(contacts.map(contact => contact.company_id)).size).toBe(1)
  })

  test('a private mailbox makes no company', async () => {
    const workspace = await aWorkspace(world)
    await arrives(workspace.id, { address: 'anna@orange.fr' })
    await arrives(workspace.id, { address: 'anna@wanadoo.re' })
    expect(await rows('companies', workspace.id)).toHaveLength(0)
  })

  test('the same address in another workspace is another person', async () => {
    const [here, there] = [await aWorkspace(world), await aWorkspace(world)]
    const a = await arrives(here.id, {})
    const b = await arrives(there.id, {})
    expect(a.contactId).not.toBe(b.contactId)
    expect(b.isNew).toBe(true)
  })

  test('an address that is not quite one still finds its person again', async () => {
    const workspace = await aWorkspace(world)
    const a = await arrives(workspace.id, { address: 'undisclosed recipients' })
    const b = await arrives(workspace.id, { address: ' Undisclosed recipients\u0000' })
    expect(b).toMatchObject({ contactId: a.contactId, isNew: false })
  })

  test('a number is one however it is written, with the dialling of the workspace', async () => {
    const workspace = await aWorkspace(world, { country: 'RE' })
    const a = await arrives(workspace.id, { kind: 'phone', address: '0692 12 34 56' })
    const b = await arrives(workspace.id, { kind: 'phone', address: '+33 692 12 34 56' })
    expect(b.contactId).toBe(a.contactId)
    expect((await identitiesOf(workspace.id))[0]!.value).toBe('+262692123456')
  })
})

describe('what a message proves of its sender', () => {
  test('a mere From never verifies an address, an authenticated one does, once', async () => {
    const workspace = await aWorkspace(world)
    const { contactId } = await arrives(workspace.id, { verified: false })
    await arrives(workspace.id, { verified: false })
    expect((await identitiesOf(workspace.id))[0]!.verified_at).toBeNull()
    await arrives(workspace.id, { verified: true })
    const first = (await identitiesOf(workspace.id))[0]!.verified_at
    expect(first).not.toBeNull()
    await arrives(workspace.id, { verified: true })
    await arrives(workspace.id, { verified: false })
    expect((await identitiesOf(workspace.id))[0]!.verified_at).toEqual(first)
    expect((await workspace.events(contactId)).map(event => event.type)).toEqual([
      'contact.created',
      'identity.verified',
    ])
  })

  test('a name replaces an address, never another name', async () => {
    const workspace = await aWorkspace(world)
    const name = async () => (await contactsOf(workspace.id))[0]!.name
    await arrives(workspace.id, { name: null })
    expect(await name()).toBe('anna@exemple.fr')
    await arrives(workspace.id, { name: 'anna@exemple.fr' })
    expect(await name()).toBe('anna@exemple.fr')
    await arrives(workspace.id, { name: 'Anna Petit' })
    expect(await name()).toBe('Anna Petit')
    await arrives(workspace.id, { name: 'Direction de la Banque' })
    expect(await name()).toBe('Anna Petit')
  })

  test('a language is learnt once', async () => {
    const workspace = await aWorkspace(world)
    await arrives(workspace.id, { language: null })
    await arrives(workspace.id, { language: 'en' })
    await arrives(workspace.id, { language: 'fr' })
    expect((await contactsOf(workspace.id))[0]!.language).toBe('en')
  })

  test('to write to an address is not to hear from it', async () => {
    const workspace = await aWorkspace(world)
    const sender: Sender = { kind: 'email', address: 'anna@exemple.fr', name: 'Anna' }
    await world.db.inWorkspace(workspace.id, tx => world.contacts.contactOfSender(tx, sender))
    await world.db.inWorkspace(workspace.id, tx => world.contacts.contactOfSender(tx, sender))
    expect((await identitiesOf(workspace.id))[0]!.last_used_at).toBeNull()
    expect((await contactsOf(workspace.id))[0]!.last_contact_at).toBeNull()
    await arrives(workspace.id, {})
    expect((await identitiesOf(workspace.id))[0]!.last_used_at).not.toBeNull()
    expect((await contactsOf(workspace.id))[0]!.last_contact_at).not.toBeNull()
  })
})

test('a blocked address and a blocked person are both known as blocked', async () => {
  const workspace = await aWorkspace(world)
  const adviser = await workspace.member('adviser')
  const { contactId, identityId } = await arrives(workspace.id, {})
  await adviser('PATCH', `/contacts/${contactId}/identities/${identityId}`, { blocked: true })
  expect(await arrives(workspace.id, {})).toMatchObject({ contactId, blocked: true })
  await adviser('PATCH', `/contacts/${contactId}/identities/${identityId}`, { blocked: false })
  expect(await arrives(workspace.id, {})).toMatchObject({ blocked: false })
  await adviser('PATCH', `/contacts/${contactId}`, { blocked: true })
  expect(await arrives(workspace.id, {})).toMatchObject({ blocked: true })
})

test('an earlier moment of contact does not replace a later one', async () => {
  const workspace = await aWorkspace(world)
  const { contactId } = await arrives(workspace.id, {})
  const later = new Date(Date.now() + 60_000)
  await world.db.inWorkspace(workspace.id, tx => world.contacts.touchContact(tx, contactId, later))
  await world.db.inWorkspace(workspace.id, tx => world.contacts.touchContact(tx, contactId, new Date(0)))
  expect((await contactsOf(workspace.id))[0]!.last_contact_at).toEqual(later)
})
