import type { Partner, Site, Team } from '#contract/workspaces.ts'
import { type Actor, asEventActor, seesTeamsOnly } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { os } from '../api.ts'
import { withChanges } from '../changes.ts'
import { calendarRow } from '../hours/queries.ts'
import { requireTimeZone } from '../settings.ts'
import {
  membersWithIds,
  partnerRows,
  savePartner,
  saveSite,
  saveTeam,
  setMembersOfTeam,
  siteRows,
  teamRows,
} from './queries.ts'

/** Routes of teams, sites and partners. `rightsChanged` makes this node forget what it remembers of a person's keys. */
export function organisationRoutes(
  { recordEvent, newId }: Ground,
  rightsChanged: (memberId: string) => void,
) {
  const record = (
    tx: Tx,
    actor: Actor,
    verb: 'created' | 'updated',
    kind: 'team' | 'site' | 'partner',
    after: { id: string },
    before?: object,
  ) =>
    recordEvent(tx, {
      type: `${kind}.${verb}`,
      actor: asEventActor(actor),
      subject: { kind, id: after.id },
      data: before ? { before, after } : { after },
    })

  return {
    listTeams: os.listTeams.handler(async ({ context: { tx, actor } }) => ({
      items: await teamRows(tx, seesTeamsOnly(actor) ? actor.teamIds : undefined),
    })),

    createTeam: os.createTeam.handler(async ({ input, context: { tx, actor } }) => {
      const team: Team = { ...input, id: newId() }
      await writeTeam(tx, team)
      for (const memberId of team.memberIds) rightsChanged(memberId)
      await record(tx, actor, 'created', 'team', team)
      return teamFor(tx, team.id)
    }),

    updateTeam: os.updateTeam.handler(async ({ input, context: { tx, actor } }) => {
      const before = await teamFor(tx, input.id)
      const team = withChanges(before, input)
      await writeTeam(tx, team)
      for (const memberId of [...before.memberIds, ...team.memberIds]) rightsChanged(memberId)
      await record(tx, actor, 'updated', 'team', team, before)
      return teamFor(tx, team.id)
    }),

    listSites: os.listSites.handler(async ({ context: { tx, actor } }) => {
      const sites = await siteRows(tx)
      return { items: sites.filter(site => actor.role !== 'partner' || site.partnerId === actor.partnerId) }
    }),

    createSite: os.createSite.handler(async ({ input, context: { tx, actor } }) => {
      const site: Site = { ...input, id: newId() }
      await writeSite(tx, site)
      await record(tx, actor, 'created', 'site', site)
      return site
    }),

    updateSite: os.updateSite.handler(async ({ input, context: { tx, actor } }) => {
      const [before] = await siteRows(tx, input.id)
      if (!before) throw new NotFound('site')
      const site = withChanges(before, input)
      // A site taken back in house leaves its partner without having to be told.
      if (input.kind === 'in_house' && input.partnerId === undefined) site.partnerId = null
      await writeSite(tx, site)
      await record(tx, actor, 'updated', 'site', site, before)
      return site
    }),

    listPartners: os.listPartners.handler(async ({ context: { tx, actor } }) => ({
      items: await partnerRows(tx, actor.role === 'partner' ? (actor.partnerId ?? undefined) : undefined),
    })),

    createPartner: os.createPartner.handler(async ({ input, context: { tx, actor } }) => {
      const partner: Partner = { ...input, id: newId() }
      await writePartner(tx, partner)
      await record(tx, actor, 'created', 'partner', partner)
      return partner
    }),

    updatePartner: os.updatePartner.handler(async ({ input, context: { tx, actor } }) => {
      const [before] = await partnerRows(tx, input.id)
      if (!before) throw new NotFound('partner')
      const partner = withChanges(before, input)
      await writePartner(tx, partner)
      await record(tx, actor, 'updated', 'partner', partner, before)
      return partner
    }),
  }
}

async function teamFor(tx: Tx, id: string): Promise<Team> {
  const [team] = await teamRows(tx, [id])
  if (!team) throw new NotFound('team')
  return team
}

async function writeTeam(tx: Tx, { memberIds, ...team }: Team): Promise<void> {
  await requirePlaces(tx, team)
  if (team.siteId && (await siteRows(tx, team.siteId)).length === 0) throw new NotFound('site')
  const people = new Set(memberIds)
  if ((await membersWithIds(tx, [...people])).length < people.size) throw new NotFound('member')
  await named('team', team.name, () => saveTeam(tx, team))
  await setMembersOfTeam(tx, team.id, [...people])
}

async function writeSite(tx: Tx, site: Site): Promise<void> {
  requireTimeZone(site.timeZone)
  if (site.kind === 'partner' && !site.partnerId) throw new Invalid('site.partner_needed')
  if (site.kind === 'in_house' && site.partnerId) throw new Invalid('site.partner_only')
  await requirePlaces(tx, site)
  await named('site', site.name, () => saveSite(tx, site))
}

const writePartner = (tx: Tx, partner: Partner) =>
  named('partner', partner.name, () => savePartner(tx, partner))

async function requirePlaces(
  tx: Tx,
  { partnerId, calendarId }: { partnerId: string | null; calendarId: string | null },
): Promise<void> {
  if (partnerId && (await partnerRows(tx, partnerId)).length === 0) throw new NotFound('partner')
  if (calendarId) await calendarRow(tx, calendarId)
}

/** A name is unique among its kind: two things that read alike are chosen by mistake. */
async function named(kind: 'team' | 'site' | 'partner', name: string, save: () => Promise<void>) {
  try {
    await save()
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refused(`${kind}.name_taken`, { name })
    throw error
  }
}
