import { randomUUID } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { pino } from 'pino'
import type { Role } from '#contract/common.ts'
import type { Contact } from '#contract/contacts.ts'
import type { Actor } from '#server/platform/actor.ts'
import { systemClock } from '#server/platform/clock.ts'
import { type DB, openDb } from '#server/platform/db.ts'
import { createRecordEvent, toEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createHttp } from '#server/platform/http/server.ts'
import { createTranslate } from '#server/platform/i18n.ts'
import { createIds } from '#server/platform/ids.ts'
import { createNumbers } from '#server/platform/numbers.ts'
import { createSecrets } from '#server/platform/secrets.ts'
import { type TestDatabase, testDatabase, testSecretKey } from '#server/platform/testing/postgres.ts'
import { createContacts } from '../index.ts'

/** Contacts over HTTP and a real database; a caller is who its bearer says. */
export async function contactsWorld(database?: TestDatabase) {
  const { appUrl, url } = database ?? (await testDatabase())
  const db = openDb({ appUrl, systemUrl: url, size: 16 })
  const newId = createIds(systemClock)
  const ground: Ground = {
    db,
    clock: systemClock,
    newId,
    nextNumber: createNumbers(db),
    recordEvent: createRecordEvent(newId, () => systemClock.now()),
    files: undefined as never, // contacts keep no files
    secrets: createSecrets(testSecretKey),
    t: createTranslate(),
    log: pino({ level: 'silent' }),
    publicUrl: 'https://care.example.test',
  }
  const contacts = createContacts(ground, {
    settings: async () => ({ mergesVerified: false }),
    holding: async () => sql`true`,
  })
  const callers = new Map<string, Actor>()
  const http = await createHttp({
    ground,
    router: { contacts: contacts.router },
    trustProxy: false,
    bodyLimit: 1_000_000,
    requestsPerMinute: 100_000,
    identify: async request => callers.get(request.headers.authorization ?? ''),
    plugins: [],
  })
  await http.ready()
  return { db, ground, contacts, callers, http, close: () => Promise.all([http.close(), db.close()]) }
}

export type ContactsWorld = Awaited<ReturnType<typeof contactsWorld>>

/** A workspace of its own, with rows written as other domains would write them. */
export async function aWorkspace(world: ContactsWorld, { country = 'FR' } = {}) {
  const { db, ground } = world
  const id = randomUUID()
  await db.system
    .insertInto('workspaces')
    .values({
      id,
      slug: `w-${id}`,
      name: 'Maison Bleuet',
      language: 'fr',
      time_zone: 'Europe/Paris',
      country,
    })
    .execute()
  const insert = async <Table extends keyof DB & string>(table: Table, values: object): Promise<string> => {
    const row = { workspace_id: id, id: ground.newId(), ...values }
    await db.system
      .insertInto(table)
      .values(row as never)
      .execute()
    return row.id
  }
  const team = (name = randomUUID()) => insert('teams', { name, kind: 'digital' })

  /** Someone who calls the API with a role. */
  async function member(
    role: Role,
    { teamIds = [] as string[], fields = ['name', 'language'], name = 'Karim' } = {},
  ) {
    const partnerId =
      role === 'partner'
        ? await insert('partners', { name: randomUUID(), visible_contact_fields: fields })
        : null
    const memberId = await insert('members', {
      role,
      name,
      email: `${randomUUID()}@shop.test`,
      partner_id: partnerId,
    })
    const bearer = `Bearer ${randomUUID()}`
    world.callers.set(bearer, {
      kind: 'member',
      id: memberId,
      memberId,
      workspaceId: id,
      role,
      scopes: null,
      teamIds,
      partnerId,
      name,
      language: 'fr',
    })
    const call = async <Body = Contact>(
      method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      path: string,
      body?: object,
      headers: Record<string, string> = {},
    ) => {
      const answer = await world.http.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: bearer, 'accept-language': 'fr', ...headers },
        ...(body && { payload: body }),
      } as InjectOptions)
      return { status: answer.statusCode, body: (answer.body ? answer.json() : undefined) as Body }
    }
    return Object.assign(call, { memberId, bearer })
  }

  /** A conversation with one message, as if it had come by mail. */
  async function conversation(
    contactId: string,
    {
      at = new Date(),
      teamId = null as string | null,
      status = 'open',
      subject = 'Bouquet',
      text = 'Bonjour',
    } = {},
  ) {
    const episodeId = ground.newId(at)
    const conversationId = ground.newId(at)
    const messageId = ground.newId(at)
    const closed = status === 'closed' ? new Date(at.getTime() + 60_000) : null
    await insert('conversations', {
      id: conversationId,
      number: await ground.nextNumber(id, 'conversation'),
      contact_id: contactId,
      subject,
      status,
      channel_kind: 'email',
      team_id: teamId,
      episode_id: episodeId,
      last_message_at: at,
      created_at: at,
      updated_at: closed ?? at,
      closed_at: closed,
    })
    await insert('episodes', {
      id: episodeId,
      conversation_id: conversationId,
      number: 1,
      opened_at: at,
      opened_by: 'contact',
      closed_at: closed,
    })
    await message({ conversationId, episodeId, at, text, id: messageId })
    return { id: conversationId, episodeId, messageId }
  }

  const message = (given: {
    conversationId: string
    episodeId: string
    at: Date
    text: string
    id?: string
    direction?: 'in' | 'out' | 'note'
    identityId?: string
    authorId?: string
    deliveryStatus?: string
  }) =>
    insert('messages', {
      id: given.id ?? ground.newId(given.at),
      conversation_id: given.conversationId,
      episode_id: given.episodeId,
      direction: given.direction ?? 'in',
      at: given.at,
      channel_kind: 'email',
      author_kind: given.authorId ? 'member' : 'contact',
      author_id: given.authorId ?? null,
      identity_id: given.identityId ?? null,
      text: given.text,
      delivery_status: given.deliveryStatus ?? null,
    })

  const share = (conversationId: string, memberId: string) =>
    db.system
      .insertInto('conversation_shares')
      .values({ workspace_id: id, conversation_id: conversationId, member_id: memberId, at: new Date() })
      .execute()

  const events = async (contactId: string) =>
    (
      await db.system
        .selectFrom('events')
        .selectAll()
        .where('workspace_id', '=', id)
        .where('contact_id', '=', contactId)
        .orderBy('id')
        .execute()
    ).map(toEvent)

  return { id, insert, team, member, conversation, message, share, events }
}
