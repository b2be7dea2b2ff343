import { sql } from 'kysely'
import type { Role, Scope } from '#contract/common.ts'
import { roles, scopes } from '#contract/common.ts'
import type { App } from '#server/app.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { askAs, ok, type Send } from './callers.ts'
import { type Customers, customersOf } from './customers.ts'

/** Words that no other workspace, and no other kind of thing, holds: where one shows up, something leaked. */
export interface Words {
  /** In everything the workspace has. */
  own: string
  /** In what the collaborator and the partner's adviser may not see: other customers, other conversations. */
  hidden: string
  /** In the fields of a customer that the partner's contract leaves out. */
  fields: string
  /** In people, teams and places that a partner's adviser has nothing to do with. */
  inHouse: string
  /** In what one administrator keeps for themself: a draft, a file not sent yet. */
  draft: string
  /** In what only administrators may read: links that let somebody in, settings of servers. */
  guarded: string
  /** In what only its one reader may ever have: a link that gives a new password. */
  oneTime: string
}

/** What of a workspace can be named in a request. `seen` and `hidden` differ in what belongs to customers. */
export interface Records extends Customers, Settings, Rights {}

/** What the customer of whom everything is seen has asked about their data. */
interface Rights {
  dataExport: string
  rightsRequest: string
}

interface Settings {
  workspace: string
  slug: string
  channel: string
  address: string
  team: string
  site: string
  partner: string
  calendar: string
  brand: string
  phone: string
  subProcessor: string
  slaPolicy: string
  boardLink: string
  alert: string
  lending: string
  otherTeam: string
  opening: string
  skillLending: string
  /** A state that the adviser declared. */
  workStretch: string
  skill: string
  form: string
  /** Where customers fill it in. */
  formKey: string
  /** Of the page where the customer of the seen conversation follows it. */
  requestToken: string
  /** The adviser. */
  member: string
  administrator: string
  reason: string
  complaintCause: string
  tag: string
  attribute: string
  survey: string
  invitation: string
  invitationToken: string
  invitationDelivery: string
  signInDelivery: string
  apiKey: string
  webhook: string
  webhookDelivery: string
  passkey: string
  channelTest: string
  chat: string
  /** The public key of the chat. */
  chatKey: string
  cannedAnswer: string
  savedView: string
  rule: string
  segment: string
}

export interface House {
  id: string
  words: Words
  /** A workspace's records of which the collaborator and the partner see everything that they may see. */
  seen: Records
  hidden: Records
  /** People with a session, one of each role. */
  people: Record<Role, Send>
  /** What their browsers send back of it. */
  cookies: Record<Role, string>
  memberIds: Record<Role, string>
  /** A program with every scope, as administrator. */
  key: Send
  /** A program with every scope, as an adviser of the team that the partner's adviser is in, and of no other. */
  teamKey: Send
  /** The same as `key` with one scope missing. */
  keyWithout: (scope: Scope) => Promise<Send>
}

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** A workspace with one of everything, all of it marked with its words. */
export async function aHouse(app: App, flower: string, mark: string): Promise<House> {
  const words: Words = {
    own: `${flower}${mark}`,
    hidden: `jonquille${mark}`,
    fields: `capucine${mark}`,
    inHouse: `lavande${mark}`,
    draft: `mimosa${mark}`,
    guarded: `chardon${mark}`,
    oneTime: `orchis${mark}`,
  }
  const address = `bonjour@${words.own}.test`
  const created = await app.workspaces.createWorkspace({
    name: `Maison ${words.own}`,
    language: 'fr',
    timeZone: 'Europe/Paris',
    address,
  })
  const id = created.workspaceId
  const key = await aKeyOf(app, id, [...scopes], words)
  const made = async (method: string, path: string, body: unknown) =>
    ok(await key({ method, path, body }), `${method} ${path}`) as { id: string }

  // What was sent must not leave while the rows of a workspace are compared.
  await made('PATCH', '/workspace', { settings: { undoSeconds: 60 } })
  const partner = await made('POST', '/partners', {
    name: `Prestataire ${words.own}`,
    visibleContactFields: ['name', 'language'],
  })
  const place = { siteId: null, partnerId: null, calendarId: null, positions: null }
  const team = await made('POST', '/teams', { ...place, name: `Équipe ${words.own}`, kind: 'digital' })
  await made('PATCH', `/teams/${created.teamId}`, { name: `Équipe ${words.inHouse}` })
  await made('POST', '/partners', { name: `Concurrent ${words.inHouse}`, visibleContactFields: [] })
  const site = await made('POST', '/sites', {
    name: `Magasin ${words.inHouse}`,
    kind: 'in_house',
    partnerId: null,
    country: 'FR',
    city: 'Lyon',
    timeZone: 'Europe/Paris',
    calendarId: null,
  })

  const people = {} as Record<Role, Send>
  const cookies = {} as Record<Role, string>
  const memberIds = {} as Record<Role, string>
  for (const role of roles) {
    const person = await aPerson(app, id, role, words, { partnerId: partner.id, teamId: team.id })
    people[role] = person.send
    cookies[role] = person.cookie
    memberIds[role] = person.memberId
  }
  await app.ground.db.system
    .insertInto('members')
    .values({
      workspace_id: id,
      id: app.ground.newId(),
      role: 'adviser',
      name: `Fantôme ${words.inHouse}`,
      email: `fantome@${words.inHouse}.test`,
    })
    .execute()
  const boss = people.administrator
  const madeByBoss = async (path: string, body: unknown) =>
    ok(await boss({ method: 'POST', path, body }), `POST ${path}`) as { id: string }

  const label = { labelFr: `Livraison ${words.own}`, labelEn: `Delivery ${words.own}` }
  const reason = await made('POST', '/reasons', label)
  const complaintCause = await made('POST', '/complaint-causes', label)
  const tag = await made('POST', '/tags', { name: `étiquette ${words.own}` })
  const attribute = await made('POST', '/attributes', {
    subject: 'contact',
    key: 'size',
    ...label,
    type: 'text',
  })
  const invitation = await madeByBoss('/invitations', {
    email: `invite@${words.own}.test`,
    name: `Invité ${words.own}`,
    role: 'adviser',
    language: 'fr',
  })
  const apiKey = await madeByBoss('/api-keys', {
    name: `Clé ${words.guarded}`,
    role: 'adviser',
    scopes: ['contacts:read'],
  })
  const webhook = await madeByBoss('/webhooks', {
    name: `Webhook ${words.guarded}`,
    url: `https://${words.guarded}.invalid/hook`,
    types: ['conversation.closed'],
  })
  // Paused, so that nothing is sent while the rows of a workspace are compared.
  ok(await boss({ method: 'PUT', path: `/webhooks/${webhook.id}/pause` }), 'pause')
  const webhookDelivery = await madeByBoss(`/webhooks/${webhook.id}/tests`, {})
  ok(await boss({ method: 'POST', path: '/me/photo', file: { name: 'moi.png', bytes: png } }), 'photo')
  const channel = await app.ground.db.system
    .selectFrom('channels')
    .select('id')
    .where('workspace_id', '=', id)
    .executeTakeFirstOrThrow()
  const { id: brand } = await app.ground.db.system
    .selectFrom('brands')
    .select('id')
    .where('workspace_id', '=', id)
    .executeTakeFirstOrThrow()
  ok(
    await boss({
      method: 'POST',
      path: `/api/v1/brands/${brand}/logo`,
      file: { name: 'logo.png', bytes: png },
    }),
    'logo',
  )
  const terms = `https://${words.own}.test/terms`
  await made('PATCH', `/brands/${brand}`, { termsUrl: terms, returnsUrl: terms })
  const phone = await made('POST', '/phones', {
    number: `02 61 ${String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0')}`,
    labelFr: `Accueil ${words.own}`,
    labelEn: `Welcome ${words.own}`,
    purpose: 'support',
  })
  const slaPolicy = await made('POST', '/sla-policies', {
    name: `Promesse ${words.own}`,
    first: { amount: 8, unit: 'openHour' },
  })
  const skill = await made('POST', '/skills', { name: `Savoir ${words.own}` })
  const subProcessor = await made('POST', '/sub-processors', {
    name: `Traduction ${words.own}`,
    country: '',
    purposeFr: '',
    purposeEn: '',
  })
  const form = (await made('POST', '/channels', {
    kind: 'form',
    name: `Formulaire ${words.own}`,
    language: 'fr',
    teamId: team.id,
  })) as { id: string; address: string }
  await made('POST', `/channels/${form.id}/form-versions`, {})
  const guardedServer = { host: `imap.${words.guarded}.test`, port: 993, secure: true, user: words.guarded }
  await app.ground.db.system
    .insertInto('channels')
    .values({
      workspace_id: id,
      id: app.ground.newId(),
      kind: 'email',
      name: `Ancienne ${words.own}`,
      address: `ancienne@${words.own}.test`,
      enabled: false,
      settings: JSON.stringify({ imap: { ...guardedServer, auth: 'password' }, smtp: guardedServer }),
    })
    .execute()
  const chat = await madeByBoss('/channels', {
    kind: 'chat',
    name: `Site ${words.own}`,
    language: 'fr',
    teamId: team.id,
    origins: [`https://${words.guarded}.test`],
  })
  const chatRow = await app.ground.db.system
    .selectFrom('channels')
    .select('address')
    .where('workspace_id', '=', id)
    .where('id', '=', chat.id)
    .executeTakeFirstOrThrow()
  const channelTest = await madeByBoss(`/channels/${channel.id}/tests`, {})
  await madeByBoss('/api/auth/request-password-reset', { email: `administrator@${words.own}.test` })
  await app.auth.settle()
  const invitationLink = newToken()
  await app.ground.db.system
    .updateTable('invitations')
    .set({ token_hash: invitationLink.hash })
    .where('workspace_id', '=', id)
    .where('id', '=', invitation.id)
    .execute()
  const invitationDelivery = await markMail(app, id, 'invitation', words.guarded)
  const signInDelivery = await markMail(app, id, 'sign_in', words.oneTime)

  const cannedAnswer = await madeByBoss('/canned-answers', {
    name: `Réponse ${words.own}`,
    textFr: `Merci {{contact.first_name}} ${words.own}`,
    audience: 'everyone',
  })
  await madeByBoss('/canned-answers', { name: `À moi ${words.draft}`, textFr: words.draft })
  await madeByBoss('/canned-answers', {
    name: `Maison ${words.inHouse}`,
    textFr: words.inHouse,
    audience: 'team',
    teamId: created.teamId,
  })

  const segment = await madeByBoss('/segments', {
    name: `Segment ${words.own}`,
    body: { all: [{ on: 'vip' }] },
  })
  const rule = await madeByBoss('/rules', {
    name: `Règle ${words.own}`,
    state: 'off', // the crossing is about who may, not about what follows
    body: { all: [{ on: 'words', has: [words.own] }], actions: [{ do: 'addTag', tag: words.own }] },
  })
  const boardLink = await madeByBoss('/wallboard-links', { name: 'Écran', board: 'all' })
  const alert = await madeByBoss('/wallboard-alerts', {
    ...{ figure: 'waiting', board: 'all', threshold: 1000, back: 900, minutes: 3, enabled: false },
  })
  const lending = await madeByBoss('/lendings', {
    ...{ memberId: memberIds.adviser, teamId: team.id, leavesOthers: false },
  })
  const otherTeam = await madeByBoss('/teams', { ...place, name: `Renfort ${words.own}`, kind: 'digital' })
  // Routing is off in these houses: what was opened before it was.
  const [opening, skillLending] = [app.ground.newId(), app.ground.newId()]
  const until = new Date(app.ground.clock.now().getTime() + 86_400_000)
  await app.ground.db.system
    .insertInto('overflow_openings')
    .values({
      ...{ workspace_id: id, id: opening, team_id: team.id, to_team_id: otherTeam.id },
      ...{ at: app.ground.clock.now(), until },
    })
    .execute()
  await app.ground.db.system
    .insertInto('skill_lendings')
    .values({
      ...{ workspace_id: id, id: skillLending, member_id: memberIds.adviser, skill_id: skill.id, level: 5 },
      ...{ at: app.ground.clock.now(), until },
    })
    .execute()
  const stretch = await app.ground.db.system
    .insertInto('work_state_changes')
    .values({
      ...{ workspace_id: id, member_id: memberIds.adviser, at: app.ground.clock.now() },
      ...{ status: 'break', cause: 'declared', reason: words.own },
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const savedView = await madeByBoss('/saved-views', { name: `Vue ${words.own}`, isShared: true })
  await madeByBoss('/saved-views', { name: `Ma vue ${words.draft}` })

  const settings: Settings = {
    workspace: id,
    slug: created.slug,
    channel: channel.id,
    address,
    team: team.id,
    otherTeam: otherTeam.id,
    site: site.id,
    partner: partner.id,
    calendar: created.calendarId,
    brand,
    phone: phone.id,
    subProcessor: subProcessor.id,
    slaPolicy: slaPolicy.id,
    boardLink: boardLink.id,
    alert: alert.id,
    lending: lending.id,
    opening,
    skillLending,
    workStretch: String(stretch.id),
    skill: skill.id,
    form: form.id,
    formKey: form.address,
    requestToken: '',
    member: memberIds.adviser,
    administrator: memberIds.administrator,
    reason: reason.id,
    complaintCause: complaintCause.id,
    tag: tag.id,
    attribute: attribute.id,
    survey: (
      await app.ground.db.system
        .selectFrom('surveys')
        .select('id')
        .where('workspace_id', '=', id)
        .executeTakeFirstOrThrow()
    ).id,
    invitation: invitation.id,
    invitationToken: invitationLink.token,
    invitationDelivery,
    signInDelivery,
    apiKey: apiKey.id,
    webhook: webhook.id,
    webhookDelivery: webhookDelivery.id,
    passkey: await aPasskey(app, id, memberIds.administrator),
    channelTest: channelTest.id,
    chat: chat.id,
    chatKey: chatRow.address!,
    cannedAnswer: cannedAnswer.id,
    savedView: savedView.id,
    rule: rule.id,
    segment: segment.id,
  }
  const { seen, hidden } = await customersOf(app, { ...settings, words, people, memberIds, key })
  const link = await app.ground.db.inWorkspace(id, tx =>
    app.portal.requestLink(tx, {
      conversationId: seen.conversation,
      contactId: seen.contact,
      address: `camille@${words.fields}.test`,
      name: '',
      language: 'fr',
    }),
  )
  settings.requestToken = link!.split('/').at(-1)!
  const ofSeen = `/contacts/${seen.contact}`
  const rights: Rights = {
    dataExport: (await made('POST', `${ofSeen}/data-exports`, { language: 'fr' })).id,
    rightsRequest: (await made('POST', `${ofSeen}/rights-requests`, { kind: 'access' })).id,
  }
  const narrow = new Map<Scope, Promise<Send>>()
  return {
    id,
    words,
    seen: { ...settings, ...rights, ...seen },
    hidden: { ...settings, ...rights, ...hidden },
    people,
    cookies,
    memberIds,
    key,
    teamKey: await aKeyOf(app, id, [...scopes], words, team.id),
    keyWithout(scope) {
      const known =
        narrow.get(scope) ??
        aKeyOf(
          app,
          id,
          scopes.filter(one => one !== scope),
          words,
        )
      narrow.set(scope, known)
      return known
    },
  }
}

/** Puts a word into a mail that has one reader, and keeps it from leaving: sending takes its words away. */
async function markMail(app: App, workspaceId: string, purpose: 'invitation' | 'sign_in', word: string) {
  await app.settle()
  const { id } = await app.ground.db.system
    .updateTable('deliveries')
    .set({
      mail: sql<string>`mail || jsonb_build_object('text', ${word}::text, 'html', ${word}::text)`,
      state: 'queued',
      next_attempt_at: new Date(Date.now() + 86_400_000),
    })
    .where('workspace_id', '=', workspaceId)
    .where('purpose', '=', purpose)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function aKeyOf(
  app: App,
  workspaceId: string,
  wanted: Scope[],
  words: Words,
  teamId?: string,
): Promise<Send> {
  const { token } = newToken('bcl_')
  await app.ground.db.system
    .insertInto('api_keys')
    .values({
      workspace_id: workspaceId,
      id: app.ground.newId(),
      name: `Programme ${words.own}`,
      token_hash: hashToken(token),
      token_end: token.slice(-4),
      scopes: wanted,
      role: teamId ? 'adviser' : 'administrator',
      team_ids: teamId ? [teamId] : null,
    })
    .execute()
  return askAs(app, { authorization: `Bearer ${token}` })
}

async function aPerson(
  app: App,
  workspaceId: string,
  role: Role,
  words: Words,
  { partnerId, teamId }: { partnerId: string; teamId: string },
) {
  const memberId = app.ground.newId()
  const email = `${role}@${words.own}.test`
  const name = `${role} ${words.own}`
  const { userId } = await app.auth.createUser(email, name, 'correct horse battery')
  await app.ground.db.system
    .insertInto('members')
    .values({
      workspace_id: workspaceId,
      id: memberId,
      user_id: userId,
      role,
      name,
      email,
      partner_id: role === 'partner' ? partnerId : null,
    })
    .execute()
  await app.ground.db.system
    .insertInto('team_members')
    .values({ workspace_id: workspaceId, team_id: teamId, member_id: memberId })
    .execute()
  const setCookies = await app.auth.startSessionFor(userId)
  const cookie = setCookies.map(line => line.split(';')[0]).join('; ')
  return { memberId, cookie, send: askAs(app, { cookie, 'boucle-workspace': workspaceId }) }
}

/** A passkey of a person, whose key nobody holds. */
export async function aPasskey(app: App, workspaceId: string, memberId: string): Promise<string> {
  const { rows } = await app.ground.db.pools.system.query<{ id: string }>(
    `insert into auth.passkey (name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
    select 'clef', 'x', user_id, gen_random_uuid()::text, 0, 'singleDevice', false
    from members where workspace_id = $1 and id = $2 returning id`,
    [workspaceId, memberId],
  )
  return rows[0]!.id
}
