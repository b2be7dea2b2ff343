import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Problem } from '#contract/common.ts'
import type { AttributeDefinition } from './attributes.ts'
import { aWorkspace, type ContactsWorld, contactsWorld } from './testing/world.ts'

let world: ContactsWorld
beforeAll(async () => {
  world = await contactsWorld()
})
afterAll(() => world.close())

describe('a contact', () => {
  test('is created with several addresses, read and changed; each change is an event', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { status, body } = await adviser('POST', '/contacts', {
      name: ' Anna  Petit ',
      firstName: 'Anna',
      language: 'fr',
      identities: [
        { kind: 'email', value: 'Anna@Dupont.FR' },
        { kind: 'phone', value: '06 12 34 56 78' },
        { kind: 'phone', value: '+33612345678' },
      ],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      name: 'Anna Petit',
      stage: 'prospect',
      isVip: false,
      openConversations: 0,
      archivedAt: null,
      company: { name: 'dupont.fr', domain: 'dupont.fr' },
    })
    expect(body.identities.map(one => one.value).sort()).toEqual(['+33612345678', 'anna@dupont.fr'])

    const changed = await adviser('PATCH', `/contacts/${body.id}`, {
      name: 'Anna Grand',
      isVip: true,
      stage: 'customer',
      preferredChannel: 'phone',
    })
    expect(changed.body).toMatchObject({
      name: 'Anna Grand',
      isVip: true,
      stage: 'customer',
      preferredChannel: 'phone',
    })
    expect(changed.body.stageSince! > body.stageSince!).toBe(true)
    expect((await adviser('GET', `/contacts/${body.id}`)).body).toEqual(changed.body)

    const events = await workspace.events(body.id)
    expect(events.map(event => event.type)).toEqual([
      'contact.created',
      'contact.updated',
      'contact.stage_changed',
    ])
    expect(events[1]!.data).toEqual({ changed: ['name', 'isVip', 'preferredChannel'] })
    expect(events[2]!.data).toEqual({ from: 'prospect', to: 'customer' })
    expect(events[1]!.actor).toEqual({ kind: 'member', id: adviser.memberId })
    // Personal values stay out of the event itself.
    expect(JSON.stringify(events)).not.toMatch(/Anna|dupont|612345678/i)
    const details = await world.db.system
      .selectFrom('event_details')
      .selectAll()
      .where('event_id', '=', events[1]!.id)
      .executeTakeFirstOrThrow()
    expect(details.data).toMatchObject({ before: { name: 'Anna Petit' }, after: { name: 'Anna Grand' } })
  })

  test('that is told what it already says does not change', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna', stage: 'customer' })
    const again = await adviser('PATCH', `/contacts/${body.id}`, {
      name: 'Anna ',
      stage: 'customer',
      attributes: {},
      blocked: false,
    })
    expect(again.body).toEqual(body)
    expect(await workspace.events(body.id)).toHaveLength(1)
  })

  test('is blocked and unblocked', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna', blocked: true })
    expect(body.blockedAt).not.toBeNull()
    expect((await adviser('PATCH', `/contacts/${body.id}`, { blocked: false })).body.blockedAt).toBeNull()
    expect((await workspace.events(body.id)).map(event => event.type)).toEqual([
      'contact.created',
      'contact.unblocked',
    ])
  })

  test('is refused without a name, with an unknown company, and does not exist elsewhere', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const nameless = await adviser<Problem>('POST', '/contacts', { name: '\u0007' })
    expect(nameless).toMatchObject({ status: 422, body: { code: 'contact.name_empty' } })
    const elsewhere = await aWorkspace(world)
    const companyId = await elsewhere.insert('companies', { name: 'x' })
    const company = await adviser<Problem>('POST', '/contacts', { name: 'Anna', companyId })
    expect(company).toMatchObject({
      status: 422,
      body: { code: 'company.unknown', title: 'Cette entreprise n’existe pas.' },
    })
    const { body } = await adviser('POST', '/contacts', { name: 'Anna' })
    const stranger = await elsewhere.member('administrator')
    for (const path of [
      `/contacts/${body.id}`,
      `/contacts/${body.id}/timeline`,
      `/contacts/${body.id}/records`,
    ])
      expect((await stranger('GET', path)).status).toBe(404)
    expect((await stranger('PATCH', `/contacts/${body.id}`, { name: 'Moi' })).status).toBe(404)
    expect((await adviser('GET', `/contacts/${randomUUID()}`)).status).toBe(404)
  })

  test('DAT-13: opening a card writes one line in the access log', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna' })
    await adviser('GET', `/contacts/${body.id}`)
    const lines = await world.db.system
      .selectFrom('access_log')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .execute()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ action: 'read', subject_id: body.id, actor_id: adviser.memberId })
  })

  test('DAT-2: what a person agreed to is added, never changed nor taken away', async () => {
    const workspace = await aWorkspace(world)
    const contactId = await workspace.insert('contacts', { name: 'Anna' })
    const id = world.ground.newId()
    await world.db.inWorkspace(workspace.id, tx =>
      tx
        .insertInto('consent_entries')
        .values({
          workspace_id: workspace.id,
          id,
          contact_id: contactId,
          purpose: 'news',
          given: true,
          source: 'form',
        })
        .execute(),
    )
    const attempts = [
      () =>
        world.db.inWorkspace(workspace.id, tx =>
          tx.updateTable('consent_entries').set({ given: false }).execute(),
        ),
      () => world.db.inWorkspace(workspace.id, tx => tx.deleteFrom('consent_entries').execute()),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toThrow(/permission denied/)
  })
})

describe('an address', () => {
  test('belongs to one person: another is refused, by name', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const identities = [{ kind: 'email', value: 'anna@exemple.fr' }]
    const anna = await adviser('POST', '/contacts', { name: 'Anna Petit', identities })
    const paul = await adviser('POST', '/contacts', { name: 'Paul' })
    const refused = {
      code: 'identity.taken',
      title: 'ANNA@exemple.fr appartient déjà à une autre personne\u00a0: Anna Petit.',
    }
    const value = { kind: 'email', value: 'ANNA@exemple.fr' }
    expect(await adviser<Problem>('POST', `/contacts/${paul.body.id}/identities`, value)).toMatchObject({
      status: 409,
      body: refused,
    })
    expect(await adviser<Problem>('POST', '/contacts', { name: 'Paul', identities: [value] })).toMatchObject({
      status: 409,
      body: refused,
    })
    const english = await adviser<Problem>('POST', `/contacts/${paul.body.id}/identities`, value, {
      'accept-language': 'en',
    })
    expect(english.body.title).toBe('ANNA@exemple.fr already belongs to another person: Anna Petit.')
    expect(await adviser<Problem>('POST', `/contacts/${anna.body.id}/identities`, value)).toMatchObject({
      status: 409,
      body: { code: 'identity.already_theirs' },
    })
  })

  test('is given to one of 8 who want it at once', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        adviser('POST', '/contacts', {
          name: `Anna ${index}`,
          identities: [
            { kind: index % 2 ? 'email' : 'phone', value: index % 2 ? 'anna@exemple.fr' : '0612345678' },
            { kind: index % 2 ? 'phone' : 'email', value: index % 2 ? '0612345678' : 'anna@exemple.fr' },
          ],
        }),
      ),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, ...Array(7).fill(409)])
  })

  test('that cannot be one is refused', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna' })
    const add = (kind: string, value: string) =>
      adviser<Problem>('POST', `/contacts/${body.id}/identities`, { kind, value })
    expect((await add('email', 'anna')).body.code).toBe('identity.unreadable_email')
    expect((await add('phone', '3949')).body.code).toBe('identity.unreadable_phone')
    expect((await add('pigeon', 'x')).body.code).toBe('request.invalid')
  })

  test('is verified, blocked and removed; a contact learns its company from it', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const { body } = await adviser('POST', '/contacts', { name: 'Anna' })
    const added = await adviser('POST', `/contacts/${body.id}/identities`, {
      kind: 'email',
      value: 'anna@dupont.fr',
    })
    expect(added.status).toBe(201)
    expect(added.body.company?.domain).toBe('dupont.fr')
    const path = `/contacts/${body.id}/identities/${added.body.identities[0]!.id}`
    const verified = await adviser('PATCH', path, { verified: true, blocked: true })
    expect(verified.body.identities[0]!.verifiedAt).not.toBeNull()
    expect(verified.body.identities[0]!.blockedAt).not.toBeNull()
    const undone = await adviser('PATCH', path, { verified: false, blocked: false })
    expect(undone.body.identities[0]).toMatchObject({ verifiedAt: null, blockedAt: null })
    expect((await adviser('DELETE', path)).body.identities).toEqual([])
    expect((await adviser('DELETE', path)).status).toBe(404)
    expect((await workspace.events(body.id)).map(event => event.type)).toEqual([
      'contact.created',
      'contact.updated',
      'identity.added',
      'identity.verified',
      'identity.blocked',
      'identity.unverified',
      'identity.unblocked',
      'identity.removed',
    ])
    const again = await adviser('POST', '/contacts', {
      name: 'Paul',
      identities: [{ kind: 'email', value: 'anna@dupont.fr' }],
    })
    expect(again.status).toBe(201)
  })

  test('that wrote stays', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const sender = await world.db.inWorkspace(workspace.id, tx =>
      world.contacts.contactOfSender(tx, {
        kind: 'email',
        address: 'anna@exemple.fr',
        name: 'Anna',
        verified: false,
      }),
    )
    const refused = await adviser<Problem>(
      'DELETE',
      `/contacts/${sender.contactId}/identities/${sender.identityId}`,
    )
    expect(refused).toMatchObject({ status: 409, body: { code: 'identity.has_written' } })

    // An imported message knows its author too, though nobody wrote to us here.
    const identityId = await workspace.insert('identities', {
      contact_id: sender.contactId,
      kind: 'email',
      value: 'old@exemple.fr',
      shown: 'old@exemple.fr',
    })
    const { id, episodeId } = await workspace.conversation(sender.contactId)
    await workspace.message({ conversationId: id, episodeId, at: new Date(), text: 'x', identityId })
    const imported = await adviser<Problem>(
      'DELETE',
      `/contacts/${sender.contactId}/identities/${identityId}`,
    )
    expect(imported.body.code).toBe('identity.has_written')
  })
})

describe('attributes', () => {
  const size = {
    subject: 'contact',
    key: 'size',
    labelFr: 'Taille',
    labelEn: 'Size',
    type: 'choice',
    choices: ['S', 'M'],
  }

  test('are defined by an administrator, in both languages, and checked on each contact', async () => {
    const workspace = await aWorkspace(world)
    const administrator = await workspace.member('administrator')
    const adviser = await workspace.member('adviser')
    expect((await adviser<Problem>('POST', '/attributes', size)).status).toBe(403)
    const made = await administrator<AttributeDefinition>('POST', '/attributes', size)
    expect(made).toMatchObject({ status: 201, body: { ...size, requiredAtClosure: false, position: 0 } })
    expect((await administrator<Problem>('POST', '/attributes', size)).body.code).toBe('attribute.key_taken')

    const { body } = await adviser('POST', '/contacts', { name: 'Anna', attributes: { size: 'S' } })
    expect(body.attributes).toEqual({ size: 'S' })
    const wrong = await adviser<Problem>('PATCH', `/contacts/${body.id}`, { attributes: { size: 'XL' } })
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        code: 'attribute.needs_choice',
        title: '«\u00a0Taille\u00a0» attend l’un de ces choix\u00a0: S, M.',
      },
    })
    const english = await adviser<Problem>(
      'PATCH',
      `/contacts/${body.id}`,
      { attributes: { size: 'XL' } },
      { 'accept-language': 'en' },
    )
    expect(english.body.title).toBe('“Size” expects one of these choices: S, M.')
    expect((await adviser('GET', `/contacts/${body.id}`)).body.attributes).toEqual({ size: 'S' })
    const removed = await adviser('PATCH', `/contacts/${body.id}`, { attributes: { size: null } })
    expect(removed.body.attributes).toEqual({})
  })

  test('keep their values when they are archived, and come back under the same key and type', async () => {
    const workspace = await aWorkspace(world)
    const administrator = await workspace.member('administrator')
    const { body: made } = await administrator<AttributeDefinition>('POST', '/attributes', size)
    const { body } = await administrator('POST', '/contacts', { name: 'Anna', attributes: { size: 'S' } })
    expect((await administrator('DELETE', `/attributes/${made.id}`)).body).toEqual({ done: true })
    expect((await administrator('DELETE', `/attributes/${made.id}`)).status).toBe(404)
    const list = await administrator<{ items: AttributeDefinition[] }>('GET', '/attributes')
    expect(list.body.items).toEqual([])
    expect((await administrator('GET', `/contacts/${body.id}`)).body.attributes).toEqual({ size: 'S' })
    const frozen = await administrator<Problem>('PATCH', `/contacts/${body.id}`, {
      attributes: { size: 'M' },
    })
    expect(frozen.body.code).toBe('attribute.archived')
    const other = await administrator<Problem>('POST', '/attributes', { ...size, type: 'text', choices: [] })
    expect(other.body.code).toBe('attribute.key_had_type')
    const back = await administrator<AttributeDefinition>('POST', '/attributes', {
      ...size,
      labelFr: 'Taille 2',
    })
    expect(back.body).toMatchObject({ id: made.id, labelFr: 'Taille 2' })
  })

  test('make sense: choices for choices only, a requirement at closure for conversations only', async () => {
    const workspace = await aWorkspace(world)
    const administrator = await workspace.member('administrator')
    const code = async (change: object) =>
      (await administrator<Problem>('POST', '/attributes', { ...size, ...change })).body.code
    expect(await code({ choices: [] })).toBe('attribute.choices_missing')
    expect(await code({ type: 'text' })).toBe('attribute.choices_of_other_type')
    expect(await code({ requiredAtClosure: true })).toBe('attribute.closure_concerns_conversations')
    const { body } = await administrator<AttributeDefinition>('POST', '/attributes', {
      ...size,
      subject: 'conversation',
      requiredAtClosure: true,
    })
    const changed = await administrator<AttributeDefinition>('PATCH', `/attributes/${body.id}`, {
      choices: ['S', 'M', 'L'],
      position: 3,
    })
    expect(changed.body).toMatchObject({ choices: ['S', 'M', 'L'], position: 3, requiredAtClosure: true })
  })
})

describe('companies', () => {
  test('are followed by change, page after page, and a place by name is none by change', async () => {
    const workspace = await aWorkspace(world)
    const adviser = await workspace.member('adviser')
    const changed = ['2026-03-01T10:00:00.000001Z', '2026-03-01T10:00:00.000002Z', '2026-03-02T10:00:00Z']
    for (const [index, updated_at] of changed.entries())
      await workspace.insert('companies', { name: `C${9 - index}`, sort_name: `c${9 - index}`, updated_at })
    interface Companies {
      items: { name: string }[]
      next: string | null
    }
    const walk = async (query: string) => {
      const names: string[] = []
      let cursor: string | null = null
      do {
        const page: Companies = (
          await adviser<Companies>('GET', `/companies?limit=1${query}${cursor ? `&cursor=${cursor}` : ''}`)
        ).body
        names.push(...page.items.map(item => item.name))
        cursor = page.next
      } while (cursor)
      return names
    }
    expect(await walk('')).toEqual(['C7', 'C8', 'C9'])
    expect(await walk('&updatedSince=2026-03-01T00:00:00Z')).toEqual(['C9', 'C8', 'C7'])
    expect(await walk('&updatedSince=2026-03-01T23:00:00Z')).toEqual(['C7'])
    const byName = (await adviser<Companies>('GET', '/companies?limit=1')).body.next
    const crossed = await adviser<Problem>(
      'GET',
      `/companies?limit=1&cursor=${byName}&updatedSince=2026-03-01T00:00:00Z`,
    )
    expect([crossed.status, crossed.body.code]).toEqual([422, 'request.cursor'])
  })
})
