import { resolve as resolveDns } from 'node:dns/promises'
import { call } from '@orpc/server'
import type { DNSResolver } from 'mailauth'
import pg from 'pg'
import type { AppOptions } from './app-options.ts'
import { channelRouter } from './channels/administration/index.ts'
import { createChat } from './channels/chat/index.ts'
import { cleanHtml, createEmail } from './channels/email/index.ts'
import { createForms } from './channels/form/index.ts'
import { complaintDefaults, createComplaints } from './complaints/index.ts'
import { createContacts, recordConsent } from './contacts/index.ts'
import { conversationDefaults, createConversations, visibleTo } from './conversations/index.ts'
import { colleaguesTimer, removeDemo, shopRoutes } from './demo/index.ts'
import { openDoors } from './doors.ts'
import { createInsights } from './insights/index.ts'
import { createIntegrations } from './integrations/index.ts'
import { createKnowledge, sensitiveIn, toneDefaults } from './knowledge/index.ts'
import { createLoops } from './loops/index.ts'
import { backupApart, startBackups } from './platform/backup/schedule.ts'
import { eventRoutes } from './platform/events-routes.ts'
import { housekeeping } from './platform/housekeeping.ts'
import { gatherChores, prepareJobs, startRelay, startWorker } from './platform/jobs.ts'
import { detectLanguage } from './platform/language.ts'
import { createLiveFeed } from './platform/live.ts'
import { openGround } from './platform/open-ground.ts'
import { createPartitions } from './platform/partitions.ts'
import { askAddress, createPortal } from './portal/index.ts'
import { createPrivacy } from './privacy/index.ts'
import {
  createQueues,
  createRouting,
  createTimePromises,
  requireAgreed,
  segmentsInPromises,
} from './routing/index.ts'
import { createRules, segmentsInRules } from './rules/index.ts'
import { createSegments } from './segments/index.ts'
import { createSupervision } from './supervision/index.ts'
import { createSurveys } from './surveys/index.ts'
import { createAuth, createWorkspaces, isExpected, signInMailer, signInRoutes } from './workspaces/index.ts'

export type { AppOptions } from './app-options.ts'
export type App = Awaited<ReturnType<typeof createApp>>

/** Builds the whole program by hand, here and only here: what stands on what is the order of these lines. */
export async function createApp(options: AppOptions) {
  const { config, database, clock, log } = options

  // The ground
  const ground = await openGround(options)
  const { db, newId } = ground

  // Who may do what
  const authPool = new pg.Pool({
    connectionString: database.systemUrl,
    max: 4,
    application_name: 'boucle sign-in',
  })
  authPool.on('error', error => log.warn({ error }, 'a database connection was lost'))
  const auth = createAuth({
    pool: authPool,
    publicUrl: config.publicUrl,
    secretKey: config.secretKey,
    clock,
    log,
    t: ground.t,
    mayEnter: email => isExpected(db.system, email, clock.now()),
    sendMail: signInMailer(ground, (tx, mail) =>
      email.sendNotice(tx, { ...mail, purpose: 'sign_in', to: { name: '', address: mail.to } }),
    ),
    ...(config.oidc && { oidc: config.oidc }),
    companyGroups: (userId, groups) =>
      workspaces.applyCompanyGroups(userId, groups, config.oidc?.groups?.rules ?? []),
  })
  const workspaces = createWorkspaces(ground, {
    auth,
    version: options.version,
    oidcName: config.oidc?.name,
    sendDigest: (tx, mail) => sendMail(tx, { ...mail, purpose: 'notice' }),
    sendMail: (tx, { to, ...mail }) => sendMail(tx, { ...mail, to: { name: '', address: to } }),
    removeWorkspace: async workspaceId => {
      await removeDemo({ pool: db.pools.system, files: ground.files, workspaceId })
    },
  })

  const timePromises = createTimePromises(ground, {
    calendars: workspaces.calendars,
    ownPromise: workspaces.promises.own,
    edit: (...wanted) => conversations.automatic.edit(...wanted),
    sendNotice: (tx, mail) => sendMail(tx, { ...mail, purpose: 'notice' }),
    segments: {
      standingOf: (...asked) => segments.standingOf(...asked),
      requireAll: (...asked) => segments.requireAll(...asked),
    },
  })
  const { answerDue } = timePromises

  // People and their threads
  const contacts = createContacts(ground, {
    settings: workspaces.workspaceSettings,
    holding: (...asked) => segments.holding(...asked),
  })
  const segments = createSegments({
    ground,
    uses: async tx => [...(await segmentsInRules(tx)), ...(await segmentsInPromises(tx))],
    isSensitive: text => sensitiveIn(text).length > 0,
  })
  const conversations = createConversations(ground, {
    contactOfSender: contacts.contactOfSender,
    touchContact: contacts.touchContact,
    answerDue,
    clocksOf: timePromises.clocksOf,
    visibleContactFields: contacts.visibleContactFields,
    settings: workspaces.workspaceSettings,
    cleanHtml,
    cannedAnswers: {
      requireOwnWords: (...reply) => knowledge.cannedAnswers.requireOwnWords(...reply),
      noteUse: (...used) => knowledge.cannedAnswers.noteUse(...used),
    },
    requireAgreed,
    requireClosable: (...closing) => complaints.requireConcluded(...closing),
  })
  const knowledge = createKnowledge(ground, { visibleContactFields: contacts.visibleContactFields })
  const email = createEmail(ground, {
    conversations,
    contactOfSender: contacts.contactOfSender,
    detectLanguage,
    promise: async (tx, calendarId, channelId) => ({
      ...(await workspaces.promises.ofMail(tx, calendarId)),
      dueAt: (await timePromises.published(tx))(channelId, clock.now()).dueAt,
    }),
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
    hours: workspaces.promises.openingOf,
    present: workspaceId => workspaces.presence.of(workspaceId).map(({ memberId }) => memberId),
    houseOf: workspaces.houseOf,
    survey: {
      askAtEnd: (...about) => surveys.inChat.askAtEnd(...about),
      questionOf: (...about) => surveys.inChat.questionOf(...about),
      answer: (...given) => surveys.inChat.answer(...given),
    },
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
    contactPageOf: tx => portal.contactPageOf(tx),
  })

  const complaints = createComplaints({
    ground,
    conversations,
    workspaceOf: workspaces.workspaceOf,
    dueOf: timePromises.dueOf,
    brandOf: workspaces.brandOf,
    sendNotice: (tx, mail) => sendMail(tx, { ...mail, purpose: 'notice' }),
    bringHome: (...of) => routing.transfers.bringHome(...of),
  })

  // What users let happen by itself
  const rules = createRules({
    ground,
    conversations,
    complaints,
    segments,
    wordsFor: knowledge.cannedAnswers.wordsFor,
    isOpenAt: async (tx, calendarId) => {
      const calendar = await workspaces.calendars.of(tx, calendarId)
      return at => workspaces.calendars.isOpen(calendar, at)
    },
    languageOf: async tx => (await workspaces.workspaceOf(tx)).language,
  })

  const queues = createQueues(ground)

  // Satisfaction and the loop
  const surveys = createSurveys(ground, {
    channels: { sendSurvey: (tx, mail) => sendMail(tx, mail), isInChat: chat.isThere },
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
    sendMail: (tx, { to, ...mail }) => sendMail(tx, { ...mail, to: { name: '', address: to } }),
    readers: {
      contact: (input, asked) => call(contacts.router.getContact, input, asked),
      recovery: (input, asked) => call(loops.router.getRecovery, input, asked),
      conversation: (input, asked) => call(conversations.router.get, input, asked),
    },
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
    published: timePromises.published,
    customer: conversations.customer,
    receive: conversations.receive,
    contactOfSender: contacts.contactOfSender,
    sendLink: (tx, mail) => sendMail(tx, { ...mail, purpose: 'notice' }),
    sendNews: (tx, mail) => sendMail(tx, { ...mail, purpose: 'notice' }),
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
  const tellAdministrators = workspaces.tellAdministrators((tx, notice) =>
    email.sendNotice(tx, { ...notice, purpose: 'notice' }),
  )
  const privacy = createPrivacy(ground, {
    tellAdministrators,
    writeToPerson: (tx, mail) => sendMail(tx, { ...mail, purpose: 'rights' }),
    houseName: async tx => (await workspaces.houseOf(tx, null)).name,
    forgetSent: email.forgetSent,
    backups: config.backups,
    databaseUrl: database.directUrl,
    version: options.version,
  })

  workspaces.onWorkspaceCreated(async (tx, created) => {
    await conversationDefaults(newId, tx)
    await complaintDefaults(newId, tx)
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

  const feed = createLiveFeed(db, log)
  // Who gets what, where routing is on
  const routing = createRouting(ground, {
    feed,
    calendarOf: workspaces.calendars.of,
    nextOpening: workspaces.calendars.nextOpening,
    assign: conversations.assign,
    routed: conversations.routed,
    handBack: conversations.handBack,
    takeHome: conversations.takeHome,
    giveBackAbsent: conversations.giveBackAbsent,
    note: conversations.automatic.note,
    share: conversations.share,
    takeBack: conversations.takeBack,
  })

  // What those who lead see and do
  const supervision = createSupervision(ground, {
    feed,
    lendMember: workspaces.lendMember,
    sendMail: (tx, { to, ...mail }) => sendMail(tx, { ...mail, to: { name: '', address: to } }),
    connected: workspaceId => workspaces.presence.of(workspaceId).map(({ memberId }) => memberId),
  })
  const chores = gatherChores([
    housekeeping(ground),
    workspaces.chores,
    contacts.chores,
    conversations.chores,
    email.chores,
    chat.chores,
    forms.chores,
    complaints.chores,
    rules.chores,
    queues.chores,
    timePromises.chores,
    portal.chores,
    surveys.chores,
    loops.chores,
    integrations.chores,
    supervision.chores,
    privacy.chores,
    routing.chores,
    { timers: [colleaguesTimer(ground)] },
    routing.transfers.chores,
    routing.consults.chores,
    routing.participations.chores,
    routing.absences.chores,
  ])

  // Doors
  const router = {
    workspaces: workspaces.router,
    contacts: contacts.router,
    conversations: conversations.router,
    savedViews: conversations.savedViews,
    bulkActs: conversations.bulkRouter,
    scheduledReplies: conversations.scheduledRouter,
    sideConversations: conversations.sideRouter,
    channels: channelRouter({
      ground,
      kinds: [email.kind, chat.kind, forms.kind],
      isMapped: conversations.channels.has,
      routes: { ...email.routes, ...chat.routes, ...forms.routes },
    }),
    knowledge: knowledge.router,
    complaints: complaints.router,
    rules: rules.router,
    segments: segments.router,
    surveys: surveys.router,
    loops: loops.router,
    portal: portal.router,
    promises: timePromises.router,
    supervision: supervision.router,
    work: routing.router,
    transfers: routing.transfers.router,
    consultations: routing.consults.router,
    participations: routing.participations.router,
    absences: routing.absences.router,
    queues: queues.router,
    insights: insights.router,
    integrations: integrations.router,
    privacy: privacy.router,
    events: eventRoutes({ visibleTo }),
  }
  let relay: ReturnType<typeof startRelay> | undefined
  let backups: ReturnType<typeof startBackups> | undefined
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined
  const { http, realtime } = await openDoors(options, {
    ...{ ground, router, feed, workspaces, conversations, chat, supervision },
    parts: () => ({
      jobs: worker?.lastSuccessAt(),
      relay: relay?.lastSuccessAt(),
      mail: email.health().readAt,
    }),
    plugins: [
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
    ],
  })

  routing.listen(realtime)

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
    timePromises,
    complaints,
    routing,
    supervision,
    /** True while there is no workspace. */
    isEmpty: async () =>
      (await db.system.selectFrom('workspaces').select('id').limit(1).executeTakeFirst()) === undefined,
    /** Starts what runs beside requests: relay, jobs, mail. */
    async start() {
      await createPartitions(db.system, clock.now())
      await prepareJobs(db.pools.system)
      const gone = await privacy.replayFarewells()
      if (gone > 0) log.info({ gone }, 'workspaces that a restore had brought back were erased again')
      const again = await privacy.replayErasures()
      if (again > 0) log.info({ again }, 'people whom a restore had brought back were erased again')
      await portal.followSubProcessors()
      relay = startRelay(db, chores, log)
      worker = await startWorker(db, database.directUrl, chores, log)
      await email.start()
      integrations.start()
      timePromises.start()
      routing.start()
      if (config.backups)
        backups = startBackups(config.backups, {
          ...{ db, clock, newId, log, run: options.makeBackup ?? backupApart },
          onFailure: error => privacy.tellOfBackup(error),
        })
    },
    /** Carries out everything that waits, jobs included; for tests. */
    async settle() {
      for (let round = 0; round < 100; round++) {
        await email.settle()
        await relay?.drain()
        await worker?.idle()
        await timePromises.settle()
        const carried = (await integrations.settle()) + (await email.settle())
        if (carried === 0 && !(await worker?.isBusy())) return
      }
    },
    async stop() {
      await backups?.stop()
      await routing.stop()
      await timePromises.stop()
      await chat.close()
      await supervision.stop()
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

  async function sendMail(...mail: Parameters<typeof email.sendNotice>): Promise<void> {
    await email.sendNotice(...mail)
  }
}
