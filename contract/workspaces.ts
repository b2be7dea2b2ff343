import * as z from 'zod'
import { brandRoutes } from './brands.ts'
import {
  Day,
  Done,
  Id,
  IdInput,
  inside,
  Language,
  PageInput,
  page,
  Role,
  roles,
  route,
  Scope,
  Time,
} from './common.ts'

const signedIn = { roles: 'signed_in', peopleOnly: true } as const
const readSettings = { roles, scope: 'settings:read' } as const
const writeSettings = { roles: ['administrator'], scope: 'settings:write' } as const

// Without their defaults: a change that says one setting must leave the others as they are, and Zod fills a default in
// even where the field is optional.
const settingFields = {
  /** Days after closure during which a reply reopens the same conversation. */
  reopenDays: z.number().int().min(0).max(365),
  /** Seconds during which a sent reply can still be taken back. */
  undoSeconds: z.number().int().min(0).max(60),
  /** Members of one company share their threads; never for free mail providers. */
  companySharesThreads: z.boolean(),
  /** Open hours to call back after a bad answer. */
  recoveryHours: z.number().int().min(1).max(200),
  /** Hours of the workspace where nothing more precise is said. */
  calendarId: Id.nullable(),
  reasonRequiredAtClosure: z.boolean(),
  acknowledge: z.boolean(),
  /** Hours announced in the acknowledgement: the true answer time for e-mail (E33: 48 h). */
  mailAnswerHours: z.number().int().min(1).max(240),
  /** Two cards whose number is proved on both become one by themselves; it can be undone. */
  mergesVerified: z.boolean(),
  /** Where the law gives complaints their clocks (CMP-2). */
  sector: z.enum(['none', 'bank', 'insurance']),
  /** Where clocks run, a confirmed complaint is acknowledged at once, in the name of the house. */
  complaintAcknowledge: z.boolean(),
  /** Working days (Saturdays count) before the acknowledgement is due at which people are warned. */
  complaintWarnAcknowledge: z.number().int().min(1).max(9),
  /** Days before the answer is due at which people are warned. */
  complaintWarnAnswer: z.number().int().min(1).max(50),
}
/** Where one is after an act that ends one's turn: where one was, at the next conversation, before the list. */
const GoOn = z.enum(['stay', 'next', 'list'])
const preferenceFields = {
  density: z.enum(['comfortable', 'compact']),
  theme: z.enum(['light', 'dark', 'auto']),
  singleKeys: z.boolean(),
  keys: z.record(z.string(), z.string()),
  sounds: z.boolean(),
  /** Offers last three times as long for me. */
  longerOffers: z.boolean(),
  browserNotifications: z.boolean(),
  /** What calls me while I look elsewhere. */
  told: z.array(z.enum(['message', 'mention', 'assigned', 'overdue'])),
  /** How often what waits for me comes by mail, while the house is open. */
  digest: z.enum(['never', 'hourly', 'daily']),
  foldedPanels: z.array(z.string()),
  afterReply: GoOn,
  afterClose: GoOn,
  afterSnooze: GoOn,
}

export const Workspace = z.object({
  id: Id,
  slug: z.string(),
  name: z.string(),
  language: Language,
  timeZone: z.string(),
  country: z.string(),
  isDemo: z.boolean(),
  settings: z.object({
    reopenDays: settingFields.reopenDays.default(14),
    undoSeconds: settingFields.undoSeconds.default(10),
    companySharesThreads: settingFields.companySharesThreads.default(false),
    recoveryHours: settingFields.recoveryHours.default(8),
    calendarId: settingFields.calendarId.default(null),
    reasonRequiredAtClosure: settingFields.reasonRequiredAtClosure.default(false),
    acknowledge: settingFields.acknowledge.default(true),
    mailAnswerHours: settingFields.mailAnswerHours.default(48),
    mergesVerified: settingFields.mergesVerified.default(false),
    sector: settingFields.sector.default('none'),
    complaintAcknowledge: settingFields.complaintAcknowledge.default(true),
    complaintWarnAcknowledge: settingFields.complaintWarnAcknowledge.default(3),
    complaintWarnAnswer: settingFields.complaintWarnAnswer.default(10),
  }),
})
export type Workspace = z.infer<typeof Workspace>

export const Preferences = z.object({
  density: preferenceFields.density.default('comfortable'),
  theme: preferenceFields.theme.default('auto'),
  singleKeys: preferenceFields.singleKeys.default(true),
  keys: preferenceFields.keys.default({}),
  sounds: preferenceFields.sounds.default(true),
  longerOffers: preferenceFields.longerOffers.default(false),
  browserNotifications: preferenceFields.browserNotifications.default(false),
  told: preferenceFields.told.default(['message', 'mention', 'assigned', 'overdue']),
  digest: preferenceFields.digest.default('never'),
  foldedPanels: preferenceFields.foldedPanels.default([]),
  afterReply: GoOn.default('stay'),
  afterClose: GoOn.default('next'),
  afterSnooze: GoOn.default('next'),
})
export type Preferences = z.infer<typeof Preferences>

export const Member = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  language: Language,
  languages: z.array(z.string()),
  jobTitle: z.string().nullable(),
  photoUrl: z.string().nullable(),
  signature: z.string(),
  partnerId: Id.nullable(),
  siteId: Id.nullable(),
  teamIds: z.array(Id),
  status: z.enum(['active', 'deactivated']),
  createdAt: Time,
})
export type Member = z.infer<typeof Member>

export const Me = z.object({
  member: Member,
  preferences: Preferences,
  workspace: Workspace,
  workspaces: z.array(z.object({ slug: z.string(), name: z.string(), role: Role })),
  twoFactorEnabled: z.boolean(),
})
export type Me = z.infer<typeof Me>

export const Partner = z.object({ id: Id, name: z.string(), visibleContactFields: z.array(z.string()) })
export type Partner = z.infer<typeof Partner>
export const Site = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['in_house', 'partner']),
  partnerId: Id.nullable(),
  country: z.string().length(2),
  city: z.string().nullable(),
  timeZone: z.string(),
  calendarId: Id.nullable(),
})
export type Site = z.infer<typeof Site>
export const teamKinds = ['telephony', 'digital', 'sales', 'store', 'field'] as const
export const Team = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(teamKinds),
  siteId: Id.nullable(),
  partnerId: Id.nullable(),
  calendarId: Id.nullable(),
  positions: z.number().int().min(0).nullable(),
  memberIds: z.array(Id),
})
export type Team = z.infer<typeof Team>

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
const Opening = z.tuple([Clock, Clock])
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const WeeklyHours = z.partialRecord(z.enum(days), z.array(Opening))
export const holidayRegions = [
  'none',
  'FR',
  'FR-ALSACE-MOSELLE',
  'FR-GP',
  'FR-MQ',
  'FR-GF',
  'FR-RE',
  'FR-YT',
  'FR-PM',
  'FR-BL',
  'FR-MF',
  'FR-WF',
  'FR-PF',
  'FR-NC',
] as const
export const Calendar = z.object({
  id: Id,
  name: z.string(),
  timeZone: z.string(),
  weeklyHours: WeeklyHours,
  holidays: z.enum(holidayRegions),
  exceptions: z.array(z.object({ date: Day, hours: z.array(Opening), label: z.string().max(120) })),
  version: z.number().int(),
})
export type Calendar = z.infer<typeof Calendar>
const CalendarInput = Calendar.omit({ id: true, version: true })

export const Invitation = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  role: Role,
  language: Language,
  teamIds: z.array(Id),
  partnerId: Id.nullable(),
  createdAt: Time,
  expiresAt: Time,
})
export type Invitation = z.infer<typeof Invitation>

export const ApiKey = z.object({
  id: Id,
  name: z.string(),
  tokenEnd: z.string(),
  scopes: z.array(Scope),
  role: Role,
  /** The only teams whose conversations it sees and writes in; null = all of the workspace. */
  teamIds: z.array(Id).nullable(),
  memberId: Id.nullable(),
  createdAt: Time,
  lastUsedAt: Time.nullable(),
  expiresAt: Time.nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

export const AuditEntry = z.object({
  id: Id,
  at: Time,
  kind: z.enum(['change', 'access']),
  type: z.string(),
  actorKind: z.string(),
  actor: z.object({ id: Id, name: z.string() }).nullable(),
  subjectKind: z.string(),
  subjectId: Id.nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const Start = z.object({
  needsSetUp: z.boolean(),
  demo: z
    .object({
      slug: z.string(),
      name: z.string(),
      people: z.array(z.object({ role: Role, name: z.string(), jobTitle: z.string() })),
    })
    .nullable(),
  oidcName: z.string().nullable(),
  version: z.string(),
})

export const workspaces = {
  ...brandRoutes,
  start: route
    .meta({ roles: 'anyone' })
    .route({ method: 'GET', path: '/start', tags: ['start'], summary: 'What the sign-in page needs to know' })
    .output(Start),
  setUp: route
    .meta({ roles: 'anyone' })
    .route({
      method: 'POST',
      path: '/set-up',
      tags: ['start'],
      successStatus: 201,
      summary: 'Create the first workspace and its administrator',
    })
    .input(
      z.object({
        workspaceName: z.string().trim().min(1).max(120),
        language: Language,
        timeZone: z.string().default('Europe/Paris'),
        name: z.string().trim().min(1).max(120),
        email: z.email(),
        password: z.string().min(10).max(200),
        address: z.email().optional(),
      }),
    )
    .output(z.object({ slug: z.string() })),
  demoSession: route
    .meta({ roles: 'anyone' })
    .route({
      method: 'POST',
      path: '/demo-sessions',
      tags: ['start'],
      successStatus: 201,
      summary: 'Enter the demo workspace as one of its people',
    })
    .input(z.object({ role: Role }))
    .output(z.object({ slug: z.string() })),
  me: route
    .meta(signedIn)
    .route({ method: 'GET', path: '/me', tags: ['people'], summary: 'Me, my role and my workspace' })
    .output(Me),
  updateMe: route
    .meta(signedIn)
    .route({ method: 'PATCH', path: '/me', tags: ['people'], summary: 'Change my profile or preferences' })
    .input(
      z.object({
        name: z.string().trim().min(1).max(120).optional(),
        language: Language.optional(),
        languages: z.array(z.string()).optional(),
        jobTitle: z.string().max(120).nullable().optional(),
        signature: z.string().max(4000).optional(),
        photoFileId: Id.nullable().optional(),
        preferences: z.object(preferenceFields).partial().optional(),
      }),
    )
    .output(Me),
  workspace: route
    .meta(readSettings)
    .route({ method: 'GET', path: '/workspace', tags: ['settings'], summary: 'This workspace' })
    .output(Workspace),
  updateWorkspace: route
    .meta(writeSettings)
    .route({ method: 'PATCH', path: '/workspace', tags: ['settings'], summary: 'Change this workspace' })
    .input(
      z.object({
        name: z.string().trim().min(1).max(120).optional(),
        language: Language.optional(),
        timeZone: z.string().optional(),
        settings: z.object(settingFields).partial().optional(),
      }),
    )
    .output(Workspace),
  deleteDemo: route
    .meta({ roles: ['administrator'], scope: 'settings:write' })
    .route({
      method: 'DELETE',
      path: '/workspace/demo',
      tags: ['settings'],
      summary: 'Delete the demo workspace, wholly',
    })
    .output(Done),

  listMembers: route
    .meta({ roles, scope: 'settings:read' })
    .route({ method: 'GET', path: '/members', tags: ['people'], summary: 'People of the workspace' })
    .input(
      z.object({
        q: z.string().max(200).optional(),
        status: z.enum(['active', 'deactivated', 'all']).default('active'),
      }),
    )
    .output(z.object({ items: z.array(Member) })),
  updateMember: route
    .meta(writeSettings)
    .route({
      method: 'PATCH',
      path: '/members/{id}',
      tags: ['people'],
      summary: "Change a person's role, teams or profile",
    })
    .input(
      IdInput.extend({
        name: z.string().trim().min(1).max(120).optional(),
        role: Role.optional(),
        languages: z.array(z.string()).optional(),
        jobTitle: z.string().max(120).nullable().optional(),
        signature: z.string().max(4000).optional(),
        partnerId: Id.nullable().optional(),
        siteId: Id.nullable().optional(),
        teamIds: z.array(Id).optional(),
      }),
    )
    .output(Member),
  deactivateMember: route
    .meta(writeSettings)
    .route({
      method: 'POST',
      path: '/members/{id}/deactivation',
      tags: ['people'],
      summary: 'Close access at once; open work is given to whom is named, or else back to its team',
    })
    .input(
      IdInput.extend({
        /** Who takes the open conversations and recoveries; this or a team, not both. */
        toMemberId: Id.nullable().optional(),
        /** Whose the conversations are from now on; without it each stays with its team. */
        toTeamId: Id.nullable().optional(),
        /** Left as a note in each conversation that is given on. */
        note: z.string().trim().max(2000).optional(),
      }),
    )
    .output(Member),
  reactivateMember: route
    .meta(writeSettings)
    .route({
      method: 'DELETE',
      path: '/members/{id}/deactivation',
      tags: ['people'],
      summary: 'Give access back; also the work that nobody touched since, where asked for',
    })
    .input(IdInput.extend({ withWork: z.boolean().default(false) }))
    .output(Member),
  listInvitations: route
    .meta(writeSettings)
    .route({ method: 'GET', path: '/invitations', tags: ['people'], summary: 'Invitations not yet accepted' })
    .output(z.object({ items: z.array(Invitation) })),
  invite: route
    .meta(writeSettings)
    .route({
      method: 'POST',
      path: '/invitations',
      tags: ['people'],
      successStatus: 201,
      summary: 'Invite a person by mail',
    })
    .input(
      z.object({
        email: z.email(),
        name: z.string().trim().min(1).max(120),
        role: Role,
        language: Language,
        teamIds: z.array(Id).default([]),
        partnerId: Id.nullable().default(null),
      }),
    )
    .output(Invitation),
  resendInvitation: route
    .meta(writeSettings)
    .route({
      method: 'POST',
      path: '/invitations/{id}/mails',
      tags: ['people'],
      successStatus: 201,
      summary: 'Send an invitation again, with a new link; the one before opens nothing any more',
    })
    .input(IdInput)
    .output(Invitation),
  revokeInvitation: route
    .meta(writeSettings)
    .route({
      method: 'DELETE',
      path: '/invitations/{id}',
      tags: ['people'],
      summary: 'Take an invitation back',
    })
    .input(IdInput)
    .output(Done),
  seeInvitation: route
    .meta({ roles: 'anyone' })
    .route({
      method: 'GET',
      path: '/invitation-links/{token}',
      tags: ['start'],
      summary: 'What an invitation link offers',
    })
    .input(z.object({ token: z.string().max(200) }))
    .output(
      z.object({
        workspaceName: z.string(),
        name: z.string(),
        email: z.string(),
        language: Language,
        hasAccount: z.boolean(),
      }),
    ),
  acceptInvitation: route
    .meta({ roles: 'anyone' })
    .route({
      method: 'POST',
      path: '/invitation-links/{token}/acceptance',
      tags: ['start'],
      successStatus: 201,
      summary: 'Accept an invitation; the password is for a new account',
    })
    .input(
      z.object({
        token: z.string().max(200),
        name: z.string().trim().min(1).max(120),
        password: z.string().min(10).max(200).optional(),
      }),
    )
    .output(z.object({ slug: z.string() })),

  listTeams: route
    .meta(readSettings)
    .route({ method: 'GET', path: '/teams', tags: ['people'], summary: 'Teams' })
    .output(z.object({ items: z.array(Team) })),
  createTeam: route
    .meta(writeSettings)
    .route({ method: 'POST', path: '/teams', tags: ['people'], successStatus: 201, summary: 'Create a team' })
    .input(Team.omit({ id: true, memberIds: true }).extend({ memberIds: z.array(Id).default([]) }))
    .output(Team),
  updateTeam: route
    .meta(writeSettings)
    .route({ method: 'PATCH', path: '/teams/{id}', tags: ['people'], summary: 'Change a team' })
    .input(Team.omit({ id: true }).partial().extend({ id: Id }))
    .output(Team),
  listSites: route
    .meta(readSettings)
    .route({ method: 'GET', path: '/sites', tags: ['people'], summary: 'Sites' })
    .output(z.object({ items: z.array(Site) })),
  createSite: route
    .meta(writeSettings)
    .route({ method: 'POST', path: '/sites', tags: ['people'], successStatus: 201, summary: 'Create a site' })
    .input(Site.omit({ id: true }))
    .output(Site),
  updateSite: route
    .meta(writeSettings)
    .route({ method: 'PATCH', path: '/sites/{id}', tags: ['people'], summary: 'Change a site' })
    .input(Site.omit({ id: true }).partial().extend({ id: Id }))
    .output(Site),
  listPartners: route
    .meta(readSettings)
    .route({ method: 'GET', path: '/partners', tags: ['people'], summary: 'Partners' })
    .output(z.object({ items: z.array(Partner) })),
  createPartner: route
    .meta(writeSettings)
    .route({
      method: 'POST',
      path: '/partners',
      tags: ['people'],
      successStatus: 201,
      summary: 'Create a partner',
    })
    .input(Partner.omit({ id: true }))
    .output(Partner),
  updatePartner: route
    .meta(writeSettings)
    .route({ method: 'PATCH', path: '/partners/{id}', tags: ['people'], summary: 'Change a partner' })
    .input(Partner.omit({ id: true }).partial().extend({ id: Id }))
    .output(Partner),
  listCalendars: route
    .meta(readSettings)
    .route({ method: 'GET', path: '/calendars', tags: ['hours'], summary: 'Calendars' })
    .output(z.object({ items: z.array(Calendar) })),
  createCalendar: route
    .meta(writeSettings)
    .route({
      method: 'POST',
      path: '/calendars',
      tags: ['hours'],
      successStatus: 201,
      summary: 'Create a calendar',
    })
    .input(CalendarInput)
    .output(Calendar),
  updateCalendar: route
    .meta(writeSettings)
    .route({
      method: 'PATCH',
      path: '/calendars/{id}',
      tags: ['hours'],
      summary: 'Change a calendar (a new version)',
    })
    .input(CalendarInput.partial().extend({ id: Id }))
    .output(Calendar),
  calendarHours: route
    .meta(readSettings)
    .route({
      method: 'GET',
      path: '/calendars/{id}/hours',
      tags: ['hours'],
      summary: 'True opening hours of the coming days, holidays named',
    })
    .input(IdInput.extend({ from: Day.optional(), days: z.coerce.number().int().min(1).max(62).default(14) }))
    .output(
      z.object({
        isOpen: z.boolean(),
        nextChangeAt: Time.nullable(),
        days: z.array(z.object({ date: Day, hours: z.array(Opening), label: z.string().nullable() })),
      }),
    ),

  listApiKeys: route
    .meta({ roles: ['administrator'], peopleOnly: true })
    .route({ method: 'GET', path: '/api-keys', tags: ['api'], summary: 'API keys' })
    .output(z.object({ items: z.array(ApiKey) })),
  createApiKey: route
    .meta({ roles: ['administrator'], peopleOnly: true, secretAnswer: true })
    .route({
      method: 'POST',
      path: '/api-keys',
      tags: ['api'],
      successStatus: 201,
      summary: 'Create an API key; its token is shown once',
    })
    .input(
      z.object({
        name: z.string().trim().min(1).max(120),
        role: Role.default('adviser'),
        scopes: z.array(Scope).min(1),
        /** An adviser's key for these teams alone; an empty list is refused rather than taken for all. */
        teamIds: z.array(Id).min(1).max(100).nullable().default(null),
        expiresAt: Time.nullable().default(null),
      }),
    )
    .output(ApiKey.extend({ token: z.string() })),
  revokeApiKey: route
    .meta({ roles: ['administrator'], peopleOnly: true })
    .route({ method: 'DELETE', path: '/api-keys/{id}', tags: ['api'], summary: 'Revoke an API key' })
    .input(IdInput)
    .output(Done),

  audit: route
    .meta({ roles: ['administrator'], scope: 'audit:read', logged: 'read' })
    .route({ method: 'GET', path: '/audit', tags: ['audit'], summary: 'Changes and accesses, newest first' })
    .input(
      PageInput.extend({
        kind: z.enum(['change', 'access', 'all']).default('all'),
        memberId: Id.optional(),
        subjectId: Id.optional(),
        from: Time.optional(),
        to: Time.optional(),
      }),
    )
    .output(page(AuditEntry)),
  presence: route
    .meta({ roles: inside, scope: 'settings:read' })
    .route({ method: 'GET', path: '/presence', tags: ['people'], summary: 'Who is connected now' })
    .output(z.object({ items: z.array(z.object({ memberId: Id, since: Time })) })),
}
