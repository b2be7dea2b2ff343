import { implement } from '@orpc/server'
import { contract } from '#contract/index.ts'
import type { RoutingChoices, RoutingSettings } from '#contract/queues.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { guard, type RequestContext } from '#server/platform/http/api.ts'
import { requireOwn } from './own.ts'
import {
  contractFor,
  contractRows,
  profileFor,
  profileRows,
  queueFor,
  queueRows,
  queuesNeeding,
  saveContract,
  saveProfile,
  saveQueue,
  skillRows,
} from './queries.ts'
import { requireMeant, saveChoices, settingsOf, switchRouting, withChoices } from './settings.ts'

const os = implement(contract.queues).$context<RequestContext>().use(guard)

/** More than these nobody tells apart, and the grid of people and skills could not be read. */
const mostSkills = 60

/** Routes of who is given what: the switch of routing and its settings, queues, skills, what partners may be given. */
export function queueRoutes({ recordEvent, clock, newId }: Ground) {
  const record = (tx: Tx, actor: Actor, type: EventType, id: string, data: object) =>
    recordEvent(tx, {
      type,
      actor: asEventActor(actor),
      subject: { kind: type.split('.')[0]!, id },
      data: { ...data },
    })

  return os.router({
    routingSettings: os.routingSettings.handler(({ context: { tx } }) => settingsOf(tx, tx.workspaceId)),

    saveRoutingSettings: os.saveRoutingSettings.handler(
      async ({ input: { isOn, ...changes }, context: { tx, actor } }) => {
        const now = clock.now()
        const before = await settingsOf(tx, tx.workspaceId, { lock: true })
        const choices = withChoices(choicesOf(before), changes)
        requireMeant(choices)
        await requireOwn(tx, { team: choices.triageTeamId === null ? [] : [choices.triageTeamId] })
        await saveChoices(tx, choices, now)
        if (isOn !== undefined) await switchRouting(tx, isOn, now)
        const after = await settingsOf(tx, tx.workspaceId)
        await record(tx, actor, 'routing_settings.updated', tx.workspaceId, { before, after })
        return after
      },
    ),

    list: os.list.handler(async ({ context: { tx } }) => ({ items: await queueRows(tx) })),

    save: os.save.handler(async ({ input, context: { tx, actor } }) => {
      const before = await queueFor(tx, input.teamId)
      const queue = { ...before, ...said(input), version: before.version + 1 }
      if (queue.overflow?.teamId === queue.teamId) throw new Invalid('queue.overflows_into_itself')
      await requireOwn(tx, {
        skill: queue.needs.map(({ skillId }) => skillId),
        reason: queue.needs.flatMap(({ reasonIds }) => reasonIds),
        team: [
          ...queue.steps.flatMap(({ teamIds }) => teamIds),
          ...(queue.overflow ? [queue.overflow.teamId] : []),
        ],
        site: queue.steps.flatMap(({ siteIds }) => siteIds),
        partner: queue.steps.flatMap(({ partnerIds }) => partnerIds),
      })
      await saveQueue(tx, queue, clock.now())
      await record(tx, actor, 'queue.updated', queue.teamId, { name: queue.name, before, after: queue })
      return queueFor(tx, queue.teamId)
    }),

    listSkills: os.listSkills.handler(async ({ context: { tx } }) => ({ items: await skillRows(tx) })),

    createSkill: os.createSkill.handler(async ({ input: { name }, context: { tx, actor } }) => {
      if ((await skillRows(tx)).length >= mostSkills)
        throw new Refused('skill.too_many', { most: mostSkills })
      const id = newId()
      await named(name, () =>
        tx.insertInto('skills').values({ workspace_id: tx.workspaceId, id, name }).execute(),
      )
      await record(tx, actor, 'skill.created', id, { name })
      return { id, name, people: 0 }
    }),

    updateSkill: os.updateSkill.handler(async ({ input: { id, name }, context: { tx, actor } }) => {
      const before = await skillFor(tx, id)
      await named(name, () =>
        tx
          .updateTable('skills')
          .set({ name })
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', '=', id)
          .execute(),
      )
      await record(tx, actor, 'skill.updated', id, { name, before: { name: before.name }, after: { name } })
      return { ...before, name }
    }),

    deleteSkill: os.deleteSkill.handler(async ({ input: { id }, context: { tx, actor } }) => {
      const { name } = await skillFor(tx, id)
      const queues = await queuesNeeding(tx, id)
      if (queues.length > 0) throw new Refused('skill.needed', { name, queues: queues.join(', ') })
      await tx.deleteFrom('skills').where('workspace_id', '=', tx.workspaceId).where('id', '=', id).execute()
      await record(tx, actor, 'skill.deleted', id, { name })
      return { done: true as const }
    }),

    listProfiles: os.listProfiles.handler(async ({ context: { tx } }) => ({ items: await profileRows(tx) })),

    saveProfile: os.saveProfile.handler(async ({ input, context: { tx, actor } }) => {
      const before = await profileFor(tx, input.memberId)
      const profile = { ...before, ...said(input) }
      const skillIds = profile.skills.map(({ skillId }) => skillId)
      if (new Set(skillIds).size < skillIds.length) throw new Invalid('skill.twice')
      await requireOwn(tx, { skill: skillIds })
      await saveProfile(tx, profile)
      const { skills, capacity, most } = profile
      await record(tx, actor, 'member.work_profile_changed', profile.memberId, {
        before: { skills: before.skills, capacity: before.capacity, most: before.most },
        after: { skills, capacity, most },
      })
      return profileFor(tx, profile.memberId)
    }),

    ownSkills: os.ownSkills.handler(async ({ context: { tx, actor } }) => {
      if (actor.memberId === null) throw new NotFound('member')
      const { skills } = await profileFor(tx, actor.memberId)
      const levels = new Map(skills.map(({ skillId, level }) => [skillId, level]))
      const known = (await skillRows(tx)).filter(({ id }) => levels.has(id))
      return { items: known.map(({ id, name }) => ({ name, level: levels.get(id)! })) }
    }),

    listContracts: os.listContracts.handler(async ({ context: { tx } }) => ({
      items: await contractRows(tx),
    })),

    saveContract: os.saveContract.handler(async ({ input, context: { tx, actor } }) => {
      const before = await contractFor(tx, input.partnerId)
      const agreed = { ...before, ...said(input), isAgreed: true, version: before.version + 1 }
      await requireOwn(tx, {
        team: [...agreed.teamIds, ...(agreed.escalationTeamId ? [agreed.escalationTeamId] : [])],
        reason: agreed.reasonIds,
      })
      await requireOfHouse(tx, agreed.escalationTeamId)
      await saveContract(tx, agreed, clock.now())
      await record(tx, actor, 'partner_contract.updated', agreed.partnerId, {
        name: agreed.name,
        before,
        after: agreed,
      })
      return contractFor(tx, agreed.partnerId)
    }),
  })
}

const choicesOf = ({ isOn: _, version: __, updatedAt: ___, ...choices }: RoutingSettings): RoutingChoices =>
  choices

/** What a partner moves up goes to the house, never to another partner. */
async function requireOfHouse(tx: Tx, teamId: string | null): Promise<void> {
  if (teamId === null) return
  const team = await tx
    .selectFrom('teams')
    .select(['name', 'partner_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', teamId)
    .executeTakeFirstOrThrow()
  if (team.partner_id !== null) throw new Invalid('transfer.escalation_outside', { name: team.name })
}

/** The fields that were said; one that was not must leave the others as they are. */
function said<T extends object>(input: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  } // built of its own fields
}

async function skillFor(tx: Tx, id: string) {
  const skill = (await skillRows(tx)).find(one => one.id === id)
  if (!skill) throw new NotFound('skill')
  return skill
}

async function named(name: string, save: () => Promise<unknown>): Promise<void> {
  try {
    await save()
  } catch (error) {
    if (isUniqueViolation(error)) throw new Refused('skill.name_taken', { name })
    throw error
  }
}
