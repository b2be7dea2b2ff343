import type { FastifyPluginAsync } from 'fastify'
import type { Language } from '#contract/common.ts'
import type { Member, Partner, Team } from '#contract/workspaces.ts'
import type { GroupRule } from '#server/platform/company-groups.ts'
import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import type { NoticeMailer } from '#server/platform/notice-mail.ts'
import { os } from './api.ts'
import { auditRoutes, purgeAccessLog } from './audit/audit.ts'
import { brandRoutes, houseOf } from './brands/brands.ts'
import { logoRoutes } from './brands/logo.ts'
import { brandOfChannel } from './brands/queries.ts'
import { type DigestDeps, type DigestSource, digestTimer } from './digest/digest.ts'
import { calendarRoutes, createCalendars } from './hours/calendars.ts'
import { createPromises } from './hours/promises.ts'
import { createIdentify } from './identify.ts'
import { apiKeyRoutes } from './keys/api-keys.ts'
import { createKeyRing } from './keys/key-ring.ts'
import { applyCompanyGroups } from './people/company-groups.ts'
import { invitationRoutes } from './people/invitations.ts'
import { type Lending, lendMember } from './people/lending.ts'
import { meRoutes } from './people/me.ts'
import { endSessionsOfDeactivated, memberRoutes, shown } from './people/members.ts'
import { organisationRoutes } from './people/organisation.ts'
import { photoRoutes } from './people/photo.ts'
import {
  administratorsOf,
  membersLike,
  membersWithIds,
  partnerRows,
  teamIdsOfMember,
  teamRows,
} from './people/queries.ts'
import type { SendNotice } from './people/telling.ts'
import { createPresence } from './presence.ts'
import { settingsRoutes, workspaceOf, workspaceSettings } from './settings.ts'
import type { Auth } from './sign-in/auth.ts'
import { demoRoutes } from './start/demo.ts'
import { createWorkspace, type NewWorkspace, type WorkspaceListener } from './start/new-workspace.ts'
import { type StartFacts, startRoutes } from './start/set-up.ts'

export type { CalendarRules } from './hours/calendar.ts'
export { createCalendars } from './hours/calendars.ts'
export { createOpenTime } from './hours/open-time.ts'
export { createApiKey } from './keys/api-keys.ts'
export { type FirstAdministrator, inviteFirstAdministrator } from './people/first-administrator.ts'
export { isExpected } from './people/invitation-queries.ts'
export { mailThem, type SendNotice } from './people/telling.ts'
export { type Auth, createAuth } from './sign-in/auth.ts'
export { signInMailer } from './sign-in/mail-sender.ts'
export { signInRoutes } from './sign-in/routes.ts'
export { demoPeople, demoWorkspace, listDemoPeople } from './start/demo.ts'

export interface WorkspacesDeps extends StartFacts {
  auth: Auth
  /** Carries invitations; the e-mail channel provides it. */
  sendMail: NoticeMailer
  /** Carries digests of what waits. */
  sendDigest: DigestDeps['send']
  /** Deletes a workspace wholly, its files included. */
  removeWorkspace: (workspaceId: string) => Promise<void>
}

/** Tenancy, people, teams, sites, calendars, keys, audit, presence: who may do what, where and when. */
export function createWorkspaces(ground: Ground, deps: WorkspacesDeps) {
  const { auth, sendMail, sendDigest, removeWorkspace } = deps
  const keys = createKeyRing(ground)
  const presence = createPresence(ground.clock)
  const calendars = createCalendars()
  const promises = createPromises(ground.clock, calendars)
  const listeners: WorkspaceListener[] = []
  const digestSources: DigestSource[] = []

  const router = os.router({
    ...startRoutes(ground, auth, deps, listeners),
    ...demoRoutes(ground, auth, removeWorkspace),
    ...meRoutes(ground, auth),
    ...settingsRoutes(ground),
    ...memberRoutes(ground, keys.forgetMember),
    ...organisationRoutes(ground, keys.forgetMember),
    ...invitationRoutes(ground, auth, sendMail),
    ...calendarRoutes(ground),
    ...brandRoutes(ground),
    ...apiKeyRoutes(ground, keys.forgetKey),
    ...auditRoutes(),
    presence: os.presence.handler(({ context: { actor } }) => ({
      items: presence
        .of(actor.workspaceId)
        .map(({ memberId, since }) => ({ memberId, since: since.toISOString() })),
    })),
  })

  const chores: Partial<Chores> = {
    subscribers: [endSessionsOfDeactivated(ground, auth)],
    timers: [
      purgeAccessLog(ground),
      digestTimer(ground, {
        sources: () => digestSources,
        calendar: calendars.ofWorkspace,
        timeZone: async tx => (await workspaceOf(tx)).timeZone,
        send: sendDigest,
      }),
      { name: 'workspaces.forget_expired_sign_ins', pattern: '41 3 * * *', run: () => auth.deleteExpired() },
    ],
  }

  return {
    router,
    chores,
    /** Photos of people and logos of brands, which are no part of the contract. */
    plugin: (async app => {
      await app.register(photoRoutes(ground))
      await app.register(logoRoutes(ground))
    }) satisfies FastifyPluginAsync,
    /** How the pages of a channel look, and whose they are. */
    houseOf,
    /** The brand that a channel speaks for, or the default one. */
    brandOf: brandOfChannel,
    /** Says who asks, for HTTP and for sockets; undefined for nobody. */
    identify: createIdentify(ground, auth, keys),
    presence,
    calendars,
    promises,
    /** The settings of a transaction's workspace, with their defaults. */
    workspaceSettings,
    administratorsOf,
    /** Makes what tells every administrator of a workspace something by mail, in their language. */
    tellAdministrators:
      (send: (...notice: Parameters<SendNotice>) => Promise<unknown>) =>
      async (tx: Tx, words: (language: Language) => { subject: string; text: string }): Promise<void> => {
        for (const { name, email, language } of await administratorsOf(tx))
          await send(tx, { to: { name, address: email }, language, ...words(language) })
      },
    /** The workspace of a transaction. */
    workspaceOf,
    /** Adds to every workspace created from now on, in the transaction that creates it. */
    onWorkspaceCreated: (listener: WorkspaceListener) => void listeners.push(listener),
    /** Gives somebody the rights of their groups at the company's provider. */
    applyCompanyGroups: (userId: string, groups: readonly string[], rules: readonly GroupRule[]) =>
      applyCompanyGroups(ground, keys.forgetMember, { userId, groups, rules }),
    /** Adds what a domain tells people in their digest, in the order they are added. */
    onDigest: (source: DigestSource) => void digestSources.push(source),
    /** Creates a workspace with its first hours, site and team, and what the listeners add. */
    createWorkspace: (wanted: NewWorkspace) =>
      ground.db.systemTransaction(tx => createWorkspace(ground, tx, wanted, listeners)),

    /** Members by id; unknown ids are left out. */
    async membersByIds(tx: Tx, ids: readonly string[]): Promise<Map<string, Member>> {
      const members = await membersWithIds(tx, [...new Set(ids)])
      return new Map(members.map(member => [member.id, shown(member)]))
    },
    /** Everybody who can act in the workspace now, by name. */
    async activeMembers(tx: Tx): Promise<Member[]> {
      return (await membersLike(tx, { status: 'active' })).map(shown)
    },
    /** Moves somebody between teams. */
    lendMember: (tx: Tx, by: EventActor, lending: Lending) =>
      lendMember(ground, keys.forgetMember, tx, by, lending),
    /** Ids of the teams of a member. */
    teamsOfMember: teamIdsOfMember,
    /** Teams by id; unknown ids are left out. */
    async teamsByIds(tx: Tx, ids: readonly string[]): Promise<Map<string, Team>> {
      const teams = await teamRows(tx, [...new Set(ids)])
      return new Map(teams.map(team => [team.id, team]))
    },
    /** An outside employer, with the fields of a contact that its advisers may see. */
    async partnerById(tx: Tx, id: string): Promise<Partner | undefined> {
      const [partner] = await partnerRows(tx, id)
      return partner
    },
  }
}
