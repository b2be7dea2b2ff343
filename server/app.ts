import { resolve as resolveDns } from 'node:dns/promises'
import { call } from '@orpc/server'
import type { DNSResolver } from 'mailauth'
import pg from 'pg'
import type { Logger } from 'pino'
import { livePath } from '#contract/chat.ts'
import { contract } from '#contract/index.ts'
import { channelRouter } from './channels/administration/index.ts'
import { createChat } from './channels/chat/index.ts'
import { cleanHtml, createEmail, type EmailDeps } from './channels/email/index.ts'
import { createForms } from './channels/form/index.ts'
import { createContacts, recordConsent } from './contacts/index.ts'
import {
  type AnswerDue,
  conversationDefaults,
  createConversations,
  visibleTo,
} from './conversations/index.ts'
import { removeDemo, shopRoutes } from './demo/index.ts'
import { createInsights } from './insights/index.ts'
import { createIntegrations, type ReadObject } from './integrations/index.ts'
import { createKnowledge, toneDefaults } from './knowledge/index.ts'
import { createLoops } from './loops/index.ts'
import type { Actor } from './platform/actor.ts'
import { backupApart, startBackups } from './platform/backup/schedule.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { openDb, type Tx } from './platform/db.ts'
import { NotFound } from './platform/errors.ts'
import { createRecordEvent } from './platform/events.ts'
import { eventRoutes } from './platform/events-routes.ts'
import { createFiles, openFileStore } from './platform/files.ts'
import type { Ground } from './platform/ground.ts'
import { housekeeping } from './platform/housekeeping.ts'
import type { RequestContext } from './platform/http/api.ts'
import { keepFrontDoor } from './platform/http/front-door.ts'
import { healthPlugin } from './platform/http/health.ts'
import { apiDocumentation } from './platform/http/openapi.ts'
import { remoteAddress } from './platform/http/remote-address.ts'
import { securityTxt } from './platform/http/security-txt.ts'
import { createHttp } from './platform/http/server.ts'
import { createTranslate } from './platform/i18n.ts'
import { createIds } from './platform/ids.ts'
import { type Chores, prepareJobs, startRelay, startWorker } from './platform/jobs.ts'
import { detectLanguage } from './platform/language.ts'
import { createLiveFeed } from './platform/live.ts'
import type { Notice } from './platform/notice-mail.ts'
import { createNumbers } from './platform/numbers.ts'
import { createPartitions } from './platform/partitions.ts'
import { createRealtime } from './platform/realtime.ts'
import { createSecrets } from './platform/secrets.ts'

import { type AskedHow, askAddress, createPortal } from './portal/index.ts'
import { createPrivacy, type TellAdministrators } from './privacy/index.ts'
import { createSurveys } from './surveys/index.ts'
import { createAuth, createWorkspaces, isExpected, signInRoutes } from './workspaces/index.ts'

export interface AppOptions {
  config: Pick<
    Config,
    | 'publicUrl'
    | 'trustProxy'
    | 'secretKey'
    | 'maxMessageBytes'
    | 'requestsPerMinute'
    | 'mailOut'
    | 'smtpIn'
    | 'files'
    | 'oidc'
    | 'backups'
    | 'redisUrl'
    | 'webhookNetworks'
    | 'securityContact'
  >
  database: { appUrl: string; systemUrl: string; directUrl: string }
  clock: Clock
  log: Logger
  version: string
  /** Folder of the built desk. */
  webFolder?: string
  resolver?: DNSResolver
  /** False where there is no DNS to ask, as in tests. */
  isOffline?: boolean
  /** How the pages that brands lead to are asked, in tests. */
  outside?: AskedHow
  /** Time that a webhook's address has to answer, shorter in tests. */
  webhookTimeoutMs?: number
  /** Makes a scheduled backup; a process of its own unless given. */
  makeBackup?: (file: string) => Promise<void>
  /** HTTP connections that one address may hold; fewer in tests. */
  connectionsPerAddress?: number
  /** Sockets of chat visitors that one address may hold; fewer in tests. */
  socketsPerAddress?: number
  /** Lag after which requests are put off; longer in tests, which share their process with what they test. */
  busyAfterMs?: number
  /** Rhythms of fetching mailboxes, shorter in tests. */
  imap?: EmailDeps['imap']
}

export type App = Awaited<ReturnType<typeof createApp>>

/** Builds the whole program by hand, here and only here: what stands on what is the order of these lines. */
export async function createApp(options: AppOptions) {
  const { config, database, clock, log } = options

  // The ground
  const db = openDb({
    appUrl: database.appUrl,
    systemUrl: database.systemUrl,
    isPooled: placeOf(database.appUrl) !== placeOf(database.directUrl),
    onError: error => log.warn({ error }, 'a database connection was lost'),
  })
  const authPool = new pg.Pool({
    connectionString: database.systemUrl,
    max: 4,
    application_name: 'boucle sign-in',
  })
  authPool.on('error', error => log.warn({ error }, 'a database connection was lost'))
  const newId = createIds(clock)
  const store = await openFileStore(config.files)
  const ground: Ground = {
    db,
    clock,
    newId,
    nextNumber: createNumbers(db),
    recordEvent: createRecordEvent(newId, () => clock.now()),
    files: createFiles({ ...store, newId }),
    secrets: createSecrets(config.secretKey),
    t: createTranslate(),
    log,
    publicUrl: config.publicUrl,
  }

  // Who may do what
  const auth = createAuth({
    pool: authPool,
    publicUrl: config.publicUrl,
    secretKey: config.secretKey,
    clock,
    log,
    t: ground.t,
    mayEnter: email => isExpected(db.system, email, clock.now()),
    sendMail: mail => sendSignInMail(mail),
    ...(config.oidc && { oidc: config.oidc }),
    companyGroups: (userId, groups) =>
      workspaces.applyCompanyGroups(userId, groups, config.oidc?.groups?.rules ?? []),
  })
  const workspaces = createWorkspaces(ground, {
    auth,
    version: options.version,
    oidcName: config.oidc?.name,
    sendDigest: async (tx, mail) => {
      await email.sendNotice(tx, { ...mail, purpose: 'notice' })
    },
    sendMail: (tx, notice) => sendNotice(tx, notice),
    removeWorkspace: async workspaceId => {
      await removeDemo({ pool: db.pools.system, files: ground.files, workspaceId })
    },
  })

  // People and their threads
  const contacts = createContacts(ground, { settings: workspaces.workspaceSettings })
  const conversations = createConversations(ground, {
    contactOfSender: contacts.contactOfSender,
    touchContact: contacts.touchContact,
    answerDue: tx => answerDue(tx),
    visibleContactFields: contacts.visibleContactFields,
    settings: workspaces.workspaceSettings,
    cleanHtml,
    cannedAnswers: {
      requireOwnWords: (...reply) => knowledge.cannedAnswers.requireOwnWords(...reply),
      noteUse: (...used) => knowledge.cannedAnswers.noteUse(...used),
    },
  })
  const knowledge = createKnowledge(ground, { visibleContactFields: contacts.visibleContactFields })
  const email = createEmail(ground, {
    conversations,
    contactOfSender: contacts.contactOfSender,
    detectLanguage,
    promise: async (tx, calendarId) => {
      const [{ settings, timeZone }, due] = [await workspaces.workspaceOf(tx), await answerDue(tx)]
      const now = clock.now()
      const opensAt = workspaces.calendars.nextOpening(await workspaces.calendars.of(tx, calendarId), now)
      return { acknowledges: settings.acknowledge, dueAt: due(now) ?? now, opensAt, timeZone }
    },
    houseOf: async (tx, channelId, language) => {
      const brand = await workspaces.brandOf(tx, channelId)
      const { name, signature } = brand
      return { name, signature, footer: await portal.mailFooter(tx, brand, language) }
    },
    requestLink: (tx, to) => portal.requestLink(tx, to),
    openMinutes: async (tx, calendarId, from, to) =>
      workspaces.calendars.openMinutesBetween(await workspaces.calendars.of(tx, calendarId), from, to),
    out: config.mailOut,
    smtpIn: config.smtpIn,
    maxBytes: config.maxMessageBytes,
    resolver: options.resolver ?? (resolveDns as DNSResolver),
    isOffline: options.isOffline ?? false,
    log,
    ...(options.imap && { imap: options.imap }),
  })

  const chat = createChat(ground, {
    conversations,
    contactOfVisitor: contacts.contactOfSender,
    claimAddress: contacts.claimAddress,
    detectLanguage,
    sendNotice: email.sendNotice,
    brandOf: workspaces.brandOf,
    phonesOf: (tx, language) => portal.phonesToCall(tx, language),
    hours: async (tx, calendarId, now) => {
      const { of, isOpen, nextChange, nextOpening } = workspaces.calendars
      const calendar = await of(tx, calendarId)
      const opened = isOpen(calendar, now)
      return {
        isOpen: opened,
        closesAt: (opened && nextChange(calendar, now)) || null,
        nextOpeningAt: (!opened && nextOpening(calendar, now)) || null,
        timeZone: calendar.timeZone,
      }
    },
    present: workspaceId => workspaces.presence.of(workspaceId).map(({ memberId }) => memberId),
    houseOf: workspaces.houseOf,
  })
  const forms = createForms(ground, {
    conversations,
    receive: conversations.receive,
    contactOfSender: contacts.contactOfSender,
    acknowledge: email.acknowledge,
    recordConsent: (tx, contactId, said) =>
      recordConsent(ground, tx, { kind: 'contact', id: contactId }, contactId, said),
    houseOf: workspaces.houseOf,
    isPhone: contacts.isPhone,
  })

  // Satisfaction and the loop
  const surveys = createSurveys(ground, {
    channels: {
      sendSurvey: async (tx, mail) => {
        await email.sendNotice(tx, mail)
      },
    },
    houseOf: workspaces.houseOf,
  })
  const loops = createLoops(ground, {
    surveys,
    addOpenTime: async (tx, from, minutes) =>
      workspaces.calendars.addOpenTime(await workspaces.calendars.ofWorkspace(tx), from, minutes),
  })

  // Other programs
  const integrations = createIntegrations(ground, {
    activeMembers: workspaces.activeMembers,
    sendMail: (tx, notice) => sendNotice(tx, notice),
    readObject: (...about) => readObject(...about),
    ...(config.webhookNetworks && { innerNetworks: config.webhookNetworks }),
    ...(options.webhookTimeoutMs && { timeoutMs: options.webhookTimeoutMs }),
  })

  // What customers find by themselves
  const askedHow = options.outside ?? (options.isOffline ? undefined : {})
  const portal = createPortal(ground, {
    outside: {
      ...(config.mailOut.kind === 'smtp' && { mailOut: config.mailOut.url }),
      ...(config.files.kind === 's3' && { files: config.files.endpoint }),
      ...(config.oidc && { signIn: config.oidc.issuer }),
    },
    calendars: workspaces.calendars,
    brandOf: workspaces.brandOf,
    ...(askedHow && { askAddress: url => askAddress(url, askedHow) }),
    houseOf: workspaces.houseOf,
    workspaceOf: workspaces.workspaceOf,
    answerDue,
    customer: conversations.customer,
    receive: conversations.receive,
    contactOfSender: contacts.contactOfSender,
    sendLink: async (tx, mail) => {
      await email.sendNotice(tx, { ...mail, purpose: 'notice' })
    },
    sendNews: async (tx, mail) => {
      await email.sendNotice(tx, { ...mail, purpose: 'notice' })
    },
    administratorsOf: workspaces.administratorsOf,
  })

  // What all of it adds up to
  const insights = createInsights(ground, {
    timeZone: async tx => (await workspaces.workspaceOf(tx)).timeZone,
  })

  workspaces.onDigest(async (tx, reader, since) =>
    conversations.waitingForMe(tx, reader, since, clock.now(), await answerDue(tx)),
  )
  workspaces.onDigest(conversations.mentionsOfMe)
  workspaces.onDigest((tx, reader, since) => loops.recoveriesOfMe(tx, reader, since, clock.now()))
  // What people may ask about their data
  const tellAdministrators: TellAdministrators = async (tx, words) => {
    for (const { name, email: address, language } of await workspaces.administratorsOf(tx))
      await email.sendNotice(tx, { purpose: 'notice', to: { name, address }, language, ...words(language) })
  }
  const privacy = createPrivacy(ground, {
    tellAdministrators,
    writeToPerson: async (tx, mail) => {
      await email.sendNotice(tx, { ...mail, purpose: 'rights' })
    },
    houseName: async tx => (await workspaces.houseOf(tx, null)).name,
    forgetSent: email.forgetSent,
    backups: config.backups,
    databaseUrl: database.directUrl,
    version: options.version,
  })

  workspaces.onWorkspaceCreated(async (tx, created) => {
    await conversationDefaults(newId, tx)
    await toneDefaults(tx)
    await surveys.createDefaults(tx, created)
    if (created.address)
      await email.createChannel(tx, {
        name: created.address,
        address: created.address,
        language: created.language,
        teamId: created.teamId,
        calendarId: created.calendarId,
      })
  })

  const chores = together([
    housekeeping(ground),
    workspaces.chores,
    contacts.chores,
    conversations.chores,
    email.chores,
    chat.chores,
    forms.chores,
    portal.chores,
    surveys.chores,
    loops.chores,
    integrations.chores,
    privacy.chores,
  ])

  // Doors
  const mayFollow = (actor: Actor, ids: string[]) =>
    db.readWorkspace(actor.workspaceId, async tx => {
      const rows = await tx
        .selectFrom('conversations')
        .select('conversations.id')
        .where('conversations.workspace_id', '=', tx.workspaceId)
        .where('conversations.id', 'in', ids)
        .where(visibleTo(actor))
        .execute()
      return new Set(rows.map(row => row.id))
    })
  const feed = createLiveFeed(db, log)
  const router = {
    workspaces: workspaces.router,
    contacts: contacts.router,
    conversations: conversations.router,
    savedViews: conversations.savedViews,
    bulkActs: conversations.bulkRouter,
    scheduledReplies: conversations.scheduledRouter,
    sideConversations: conversations.sideRouter,
    channels: channelRouter({
      kinds: [email.kind, chat.kind, forms.kind],
      isMapped: conversations.channels.has,
      routes: { ...email.routes, ...chat.routes, ...forms.routes },
    }),
    knowledge: knowledge.router,
    surveys: surveys.router,
    loops: loops.router,
    portal: portal.router,
    insights: insights.router,
    integrations: integrations.router,
    privacy: privacy.router,
    events: eventRoutes({ visibleTo }),
  }
  let relay: ReturnType<typeof startRelay> | undefined
  let backups: ReturnType<typeof startBackups> | undefined
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined
  const http = await createHttp({
    ground,
    router,
    trustProxy: config.trustProxy,
    bodyLimit: config.maxMessageBytes,
    requestsPerMinute: config.requestsPerMinute,
    ...(options.busyAfterMs && { busyAfterMs: options.busyAfterMs }),
    ...(options.webFolder && { webFolder: options.webFolder }),
    identify: request => workspaces.identify(request),
    plugins: [
      healthPlugin({
        db,
        now: () => clock.now(),
        parts: () => ({
          jobs: worker?.lastSuccessAt(),
          relay: relay?.lastSuccessAt(),
          mail: email.health().readAt,
        }),
        screens: () => realtime.screens(),
      }),
      signInRoutes(auth, config.publicUrl),
      workspaces.plugin,
      conversations.plugin,
      email.plugin,
      chat.plugin,
      surveys.plugin,
      portal.plugin,
      forms.plugin,
      shopRoutes(ground),
      privacy.plugin,
      securityTxt({ contact: config.securityContact, publicUrl: config.publicUrl, clock }),
      apiDocumentation(contract, options.version),
    ],
  })
  const realtime = createRealtime({
    httpServer: http.server,
    feed,
    db,
    identify: workspaces.identify,
    mayFollow,
    publicUrl: config.publicUrl,
    presence: workspaces.presence,
    onLooking: chat.deskLooks,
    visitorOf: chat.visitorOf,
    clock,
    log,
    ...(config.redisUrl && { redisUrl: config.redisUrl }),
  })
  chat.listen({
    httpServer: http.server,
    feed,
    tellDesk: realtime.tellVisitor,
    addressOf: remoteAddress(config.trustProxy),
    ...(options.socketsPerAddress && { socketsPerAddress: options.socketsPerAddress }),
  })
  keepFrontDoor(http.server, {
    isBehindProxy: config.trustProxy !== false,
    upgrades: ['/socket.io/', livePath],
    ...(options.connectionsPerAddress && { most: options.connectionsPerAddress }),
  })

  return {
    ground,
    auth,
    http,
    workspaces,
    contacts,
    conversations,
    email,
    surveys,
    loops,
    portal,
    privacy,
    forms,
    /** True while there is no workspace. */
    isEmpty: async () =>
      (await db.system.selectFrom('workspaces').select('id').limit(1).executeTakeFirst()) === undefined,
    /** Starts what runs beside requests: relay, jobs, mail. */
    async start() {
      await createPartitions(db.system, clock.now())
      await prepareJobs(db.pools.system)
      const again = await privacy.replayErasures()
      if (again > 0) log.info({ again }, 'people whom a restore had brought back were erased again')
      await portal.followSubProcessors()
      relay = startRelay(db, chores, log)
      worker = await startWorker(db, database.directUrl, chores, log)
      await email.start()
      integrations.start()
      if (config.backups)
        backups = startBackups(config.backups, {
          ...{ db, clock, newId, log, run: options.makeBackup ?? backupApart },
          onFailure: error => tellOfBackup(error),
        })
    },
    /** Carries out everything that waits, jobs included; for tests. */
    async settle() {
      for (let round = 0; round < 100; round++) {
        await email.settle()
        await relay?.drain()
        await worker?.idle()
        const carried = (await integrations.settle()) + (await email.settle())
        if (carried === 0 && !(await worker?.isBusy())) return
      }
    },
    async stop() {
      await backups?.stop()
      await chat.close()
      await realtime.close()
      await http.close()
      await email.stop()
      await knowledge.stop()
      await integrations.stop()
      await worker?.stop()
      await relay?.stop()
      await feed.stop()
      await auth.settle()
      await authPool.end().catch(() => {})
      await db.close()
    },
  }

  /** E33: two days for a mail, never ending while we are closed. */
  async function answerDue(tx: Tx): Promise<AnswerDue> {
    const [settings, calendar] = [
      await workspaces.workspaceSettings(tx),
      await workspaces.calendars.ofWorkspace(tx),
    ]
    return since => {
      const due = new Date(since.getTime() + settings.mailAnswerHours * 3_600_000)
      return workspaces.calendars.nextOpening(calendar, due) ?? due
    }
  }

  async function sendNotice(tx: Tx, notice: Notice): Promise<void> {
    await email.sendNotice(tx, { ...notice, to: { name: '', address: notice.to } })
  }

  /** What a webhook shows of an object is what the API would answer an administrator's key, and leaves the same trace. */
  async function readObject(...[workspaceId, { kind, id }, webhook]: Parameters<ReadObject>) {
    const actor: Actor = {
      ...{
        kind: 'api_key',
        id: webhook.id,
        name: webhook.name,
        memberId: null,
        workspaceId,
        partnerId: null,
      },
      ...{ role: 'administrator', scopes: null, teamIds: [], language: 'fr' },
    }
    try {
      const asked = { context: contextOf(actor) }
      if (kind === 'contact') return await call(router.contacts.getContact, { id }, asked)
      if (kind === 'recovery') return await call(router.loops.getRecovery, { id }, asked)
      return await call(router.conversations.get, { id }, asked)
    } catch (error) {
      if (error instanceof NotFound) return undefined
      throw error
    }
  }

  /** A request of the program itself. */
  function contextOf(actor: Actor): RequestContext {
    return {
      ...{ language: actor.language, actor, db, newId, now: () => clock.now(), idempotencyKey: undefined },
      ...{ ip: '', headers: new Headers(), setCookies: () => {}, onRoute: () => {} },
    }
  }

  /** The administrators of every workspace of their own hear of a backup that could not be made. */
  async function tellOfBackup(error: string) {
    const houses = await db.system
      .selectFrom('workspaces')
      .select('id')
      .where('is_demo', '=', false)
      .execute()
    for (const { id } of houses)
      await db.inWorkspace(id, tx =>
        tellAdministrators(tx, language => ({
          subject: ground.t(language, 'privacy:backup.failed.subject'),
          text: ground.t(language, 'privacy:backup.failed.text', {
            error,
            url: `${config.publicUrl}/settings/data`,
          }),
        })),
      )
  }

  /** A mail about signing in leaves from a workspace the person belongs to. */
  async function sendSignInMail(mail: { to: string; language: 'fr' | 'en'; subject: string; text: string }) {
    const member = await db.system
      .selectFrom('members')
      .select('workspace_id')
      .where(eb => eb(eb.fn<string>('lower', ['email']), '=', mail.to.toLowerCase()))
      .where('status', '=', 'active')
      .executeTakeFirst()
    if (!member) return
    await db.inWorkspace(member.workspace_id, tx =>
      email.sendNotice(tx, { ...mail, purpose: 'sign_in', to: { name: '', address: mail.to } }),
    )
  }
}

/** Where a database address leads, whoever enters there: another place than the direct one is a pooler. */
function placeOf(address: string): string {
  const { hostname, port, searchParams } = new URL(address)
  return [hostname, port || '5432', searchParams.get('host') ?? ''].join()
}

function together(parts: Partial<Chores>[]): Chores {
  return {
    jobs: parts.flatMap(part => part.jobs ?? []),
    subscribers: parts.flatMap(part => part.subscribers ?? []),
    timers: parts.flatMap(part => part.timers ?? []),
  }
}
