import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { pino } from 'pino'
import { systemClock } from '#server/platform/clock.ts'
import { type DB, openDb } from '#server/platform/db.ts'
import { createRecordEvent, type StoredEvent, toEvent } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { createTranslate } from '#server/platform/i18n.ts'
import { createIds } from '#server/platform/ids.ts'
import type { Subscriber } from '#server/platform/jobs.ts'
import { createNumbers } from '#server/platform/numbers.ts'
import { createSecrets } from '#server/platform/secrets.ts'
import { testDatabase, testSecretKey } from '#server/platform/testing/postgres.ts'
import { createSurveys } from '../index.ts'
import type { SurveyMail } from '../mail.ts'

/** Surveys over this worker's database, with a drawer of sent mails and a clock that the test turns. */
export async function surveyWorld() {
  const database = await testDatabase()
  const db = openDb({ appUrl: database.appUrl, systemUrl: database.url, size: 8 })
  const clock = { at: new Date(), now: () => new Date(clock.at) }
  const newId = createIds(systemClock) // months of messages exist around now only
  const ground: Ground = {
    db,
    clock,
    newId,
    nextNumber: createNumbers(db),
    recordEvent: createRecordEvent(newId, clock.now),
    files: undefined as never, // surveys keep no files
    secrets: createSecrets(testSecretKey),
    t: createTranslate(),
    log: pino({ level: 'silent' }),
    publicUrl: 'https://care.example.test',
  }
  const mails: SurveyMail[] = []
  const surveys = createSurveys(ground, {
    channels: {
      sendSurvey: async (_tx, mail) => void mails.push(mail),
      isInChat: async () => false,
    },
    houseOf: async tx => {
      const { name, slug } = await tx
        .selectFrom('workspaces')
        .select(['name', 'slug'])
        .where('id', '=', tx.workspaceId)
        .executeTakeFirstOrThrow()
      return { name, colour: '#0B5C73', accessibility: `/accessibility/${slug}` }
    },
  })

  return {
    ground,
    db,
    clock,
    mails,
    surveys,
    pass: (days: number) => {
      clock.at = new Date(clock.at.getTime() + days * 86_400_000)
    },
    events: (workspaceId: string, type?: string) => eventsOf(db.system, workspaceId, type),
    /** Gives an event to the subscribers that hear it, as the relay does: at least once. */
    deliver: (event: StoredEvent, subscribers: Subscriber[] = surveys.chores.subscribers) =>
      Promise.all(subscribers.filter(one => one.on.includes(event.type)).map(one => one.handle(event))),
    close: () => db.close(),
  }
}

export type SurveyWorld = Awaited<ReturnType<typeof surveyWorld>>

/** A workspace with its survey, ready to ask at once unless `undoSeconds` says otherwise. */
export async function aShop(
  world: SurveyWorld,
  { name = 'Maison Bleuet', language = 'fr' as 'fr' | 'en', undoSeconds = 0 } = {},
) {
  const { db, ground, surveys } = world
  const id = randomUUID()
  await db.system
    .insertInto('workspaces')
    .values({
      id,
      slug: `shop-${id}`,
      name,
      language,
      time_zone: 'Europe/Paris',
      settings: JSON.stringify({ undoSeconds }),
    })
    .execute()
  await db.inWorkspace(id, tx => surveys.createDefaults(tx, { language }))
  const survey = await db.system
    .selectFrom('surveys')
    .selectAll()
    .where('workspace_id', '=', id)
    .executeTakeFirstOrThrow()

  const insert = async <Table extends keyof DB & string>(table: Table, values: object): Promise<string> => {
    const row = { workspace_id: id, id: ground.newId(), ...values }
    await db.system
      .insertInto(table)
      .values(row as never)
      .execute()
    return row.id
  }
  return {
    id,
    surveyId: survey.id,
    survey,
    insert,
    setSurvey: (values: { delay_minutes?: number; quiet_days?: number; enabled?: boolean }) =>
      db.system.updateTable('surveys').set(values).where('workspace_id', '=', id).execute(),
    aMember: (role: 'administrator' | 'supervisor' | 'adviser' = 'adviser', memberName = 'Karim') =>
      insert('members', { role, name: memberName, email: `${randomUUID()}@shop.test` }),
    async aTeam(teamName: string, memberIds: string[] = []) {
      const teamId = await insert('teams', { name: teamName, kind: 'digital' })
      for (const member_id of memberIds)
        await db.system
          .insertInto('team_members')
          .values({ workspace_id: id, team_id: teamId, member_id })
          .execute()
      return teamId
    },
  }
}

export type Shop = Awaited<ReturnType<typeof aShop>>

/** A contact with one mail address. */
export async function aCustomer(
  shop: Shop,
  {
    name = 'Anna Petit',
    language = null as 'fr' | 'en' | null,
    address = `${randomUUID()}@mail.test` as string | null,
  } = {},
) {
  const id = await shop.insert('contacts', { name, language })
  const identityId =
    address === null
      ? null
      : await shop.insert('identities', { contact_id: id, kind: 'email', value: address, shown: address })
  return { id, identityId, address }
}

interface Request {
  contact: { id: string; identityId: string | null }
  assigneeId?: string
  teamId?: string
  subject?: string
  isSpam?: boolean
  /** What was exchanged, in order. */
  messages?: ('in' | 'autoReply' | 'out' | 'acknowledgement' | 'note' | 'cancelled')[]
  repliedBy?: string
}

/** A conversation with its messages, open. */
export async function aRequest(world: SurveyWorld, shop: Shop, request: Request) {
  const { ground, clock } = world
  const { contact, messages = ['in', 'out'] } = request
  const now = clock.now()
  const episodeId = ground.newId()
  const id = await shop.insert('conversations', {
    number: await ground.nextNumber(shop.id, 'conversation'),
    contact_id: contact.id,
    subject: request.subject ?? 'Livraison en retard',
    status: 'open',
    is_spam: request.isSpam ?? false,
    channel_kind: 'email',
    assignee_id: request.assigneeId ?? null,
    team_id: request.teamId ?? null,
    episode_id: episodeId,
    last_message_at: now,
    created_at: now,
    updated_at: now,
  })
  await shop.insert('episodes', {
    id: episodeId,
    conversation_id: id,
    number: 1,
    opened_at: now,
    opened_by: 'contact',
  })
  for (const kind of messages)
    await shop.insert('messages', {
      conversation_id: id,
      episode_id: episodeId,
      at: now,
      channel_kind: 'email',
      text: 'Bonjour',
      identity_id: kind === 'in' || kind === 'autoReply' ? contact.identityId : null,
      ...messageOf(kind, request.repliedBy ?? request.assigneeId ?? null),
    })
  return { id, episodeId, contactId: contact.id }
}

function messageOf(kind: NonNullable<Request['messages']>[number], memberId: string | null) {
  if (kind === 'in') return { direction: 'in', author_kind: 'contact' }
  if (kind === 'autoReply') return { direction: 'in', author_kind: 'contact', automatic: 'autoReply' }
  if (kind === 'acknowledgement') return { direction: 'out', author_kind: 'system' }
  if (kind === 'note') return { direction: 'note', author_kind: 'member', author_id: memberId }
  return {
    direction: 'out',
    author_kind: 'member',
    author_id: memberId,
    delivery_status: kind === 'cancelled' ? 'cancelled' : 'queued',
  }
}

/** Closes it and writes the event, as the conversations domain does. */
export async function closeIt(
  world: SurveyWorld,
  shop: Shop,
  { id, episodeId, contactId }: { id: string; episodeId: string; contactId: string },
  { by = null as string | null, teamId = null as string | null } = {},
): Promise<StoredEvent> {
  const { db, ground, clock } = world
  const now = clock.now()
  await db.inWorkspace(shop.id, async tx => {
    await tx
      .updateTable('conversations')
      .set({ status: 'closed', closed_at: now, updated_at: now })
      .where('id', '=', id)
      .execute()
    await tx
      .updateTable('episodes')
      .set({
        closed_at: now,
        closed_by_kind: by ? 'member' : 'system',
        closed_by: by,
        closing_team_id: teamId,
      })
      .where('id', '=', episodeId)
      .execute()
    await ground.recordEvent(tx, {
      type: 'conversation.closed',
      actor: by ? { kind: 'member', id: by } : { kind: 'system', id: null },
      subject: { kind: 'conversation', id },
      conversationId: id,
      contactId,
      data: { episodeId, episodeNumber: 1, closedBy: by, teamId, assigneeId: null, channelId: null },
    })
  })
  return (await eventsOf(db.system, shop.id, 'conversation.closed')).at(-1)!
}

/** Asks about a request just closed and returns the page of its mail. */
export async function anInvitation(
  world: SurveyWorld,
  shop: Shop,
  options: Partial<Request> & { by?: string; closingTeamId?: string } = {},
) {
  const contact = options.contact ?? (await aCustomer(shop))
  const request = await aRequest(world, shop, { ...options, contact })
  await world.deliver(
    await closeIt(world, shop, request, { by: options.by ?? null, teamId: options.closingTeamId ?? null }),
  )
  const mail = world.mails.at(-1)
  if (mail?.conversationId !== request.id) throw new Error('no survey was sent')
  const { id } = await world.db.system
    .selectFrom('survey_invitations')
    .select('id')
    .where('workspace_id', '=', shop.id)
    .where('conversation_id', '=', request.id)
    .executeTakeFirstOrThrow()
  return { ...request, invitationId: id, mail, path: /\/s\/[\w-]+/.exec(mail.text)![0] }
}

/** An answer given at a moment, for figures: the request it is about does not matter. */
export async function anAnswer(
  world: SurveyWorld,
  shop: Shop,
  conversation: { id: string; contactId: string },
  answer: {
    score: number
    at: Date
    comment?: string
    teamId?: string
    memberId?: string
    channel?: string
  },
) {
  const invitationId = await shop.insert('survey_invitations', {
    survey_id: shop.surveyId,
    contact_id: conversation.contactId,
    conversation_id: conversation.id,
    episode_id: randomUUID(),
    channel_kind: answer.channel ?? 'email',
    member_id: answer.memberId ?? null,
    team_id: answer.teamId ?? null,
    language: 'fr',
    token_hash: Buffer.from(randomUUID()),
    sent_at: answer.at,
    expires_at: new Date(answer.at.getTime() + 86_400_000),
  })
  await world.db.system
    .insertInto('survey_answers')
    .values({
      workspace_id: shop.id,
      invitation_id: invitationId,
      survey_id: shop.surveyId,
      score: answer.score,
      comment: answer.comment ?? null,
      answered_at: answer.at,
    })
    .execute()
  return invitationId
}

async function eventsOf(system: Kysely<DB>, workspaceId: string, type?: string): Promise<StoredEvent[]> {
  let rows = system.selectFrom('events').selectAll().where('workspace_id', '=', workspaceId).orderBy('id')
  if (type) rows = rows.where('type', '=', type)
  return (await rows.execute()).map(toEvent)
}
