import type { Member } from '#contract/workspaces.ts'
import { type Actor, asEventActor, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Subscriber } from '#server/platform/jobs.ts'
import { os } from '../api.ts'
import type { Auth } from '../sign-in/auth.ts'
import {
  lockAdministrators,
  type MemberFilter,
  type MemberRecord,
  membersLike,
  membersWithIds,
  partnerRows,
  setTeamsOfMember,
  siteRows,
  teamRows,
} from './queries.ts'

/** A member of the workspace; refuses one that is not there. */
export async function memberFor(tx: Tx, id: string): Promise<MemberRecord> {
  const [member] = await membersWithIds(tx, [id])
  if (!member) throw new NotFound('member')
  return member
}

/** What others see of a member: everything but the account behind. */
export function shown({ userId: _, ...member }: MemberRecord): Member {
  return member
}

/** Who sees their teams alone sees the people they work with; everybody else, everybody. */
export function visibleTo(actor: Actor): Pick<MemberFilter, 'within'> {
  const { teamIds, partnerId, memberId } = actor
  return seesTeamsOnly(actor) ? { within: { teamIds, partnerId, memberId } } : {}
}

/** Refuses a role without the employer it needs, an employer with a role that has none, and unknown ones. */
export async function requireEmployer(
  tx: Tx,
  { role, partnerId }: Pick<Member, 'role' | 'partnerId'>,
): Promise<void> {
  if (role === 'partner' && !partnerId) throw new Invalid('member.partner_needed')
  if (role !== 'partner' && partnerId) throw new Invalid('member.partner_only')
  if (partnerId && (await partnerRows(tx, partnerId)).length === 0) throw new NotFound('partner')
}

/** Refuses teams that are not of this workspace. */
export async function requireTeams(tx: Tx, teamIds: readonly string[]): Promise<void> {
  const wanted = new Set(teamIds)
  if ((await teamRows(tx, [...wanted])).length < wanted.size) throw new NotFound('team')
}

/** Routes of people. `rightsChanged` makes this node forget what it remembers of a person's keys. */
export function memberRoutes({ recordEvent, clock }: Ground, rightsChanged: (memberId: string) => void) {
  return {
    listMembers: os.listMembers.handler(async ({ input, context: { tx, actor } }) => {
      const members = await membersLike(tx, { ...input, ...visibleTo(actor) })
      return { items: members.map(shown) }
    }),

    updateMember: os.updateMember.handler(async ({ input, context: { tx, actor } }) => {
      const administrators = await lockAdministrators(tx)
      const before = await memberFor(tx, input.id)
      const role = input.role ?? before.role
      // Leaving a partner's role leaves the partner; staying in it keeps them unless another is named.
      const keptPartner = role === 'partner' ? before.partnerId : null
      const partnerId = input.partnerId === undefined ? keptPartner : input.partnerId
      await requireEmployer(tx, { role, partnerId })
      if (input.siteId && (await siteRows(tx, input.siteId)).length === 0) throw new NotFound('site')
      if (input.teamIds) await requireTeams(tx, input.teamIds)
      if (role !== 'administrator') requireAnotherAdministrator(administrators, input.id)

      await tx
        .updateTable('members')
        .set({
          role,
          partner_id: partnerId,
          ...(input.name !== undefined && { name: input.name }),
          ...(input.languages !== undefined && { languages: input.languages }),
          ...(input.jobTitle !== undefined && { job_title: input.jobTitle }),
          ...(input.signature !== undefined && { signature: input.signature }),
          ...(input.siteId !== undefined && { site_id: input.siteId }),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', input.id)
        .execute()
      if (input.teamIds) await setTeamsOfMember(tx, input.id, input.teamIds)
      rightsChanged(input.id)
      const after = await memberFor(tx, input.id)
      await recordEvent(tx, { ...memberChanged(before, after), actor: asEventActor(actor) })
      return shown(after)
    }),

    deactivateMember: os.deactivateMember.handler(async ({ input, context: { tx, actor } }) => {
      const administrators = await lockAdministrators(tx)
      const member = await memberFor(tx, input.id)
      if (member.status === 'deactivated') throw new Refused('member.already_deactivated')
      requireAnotherAdministrator(administrators, member.id)
      await requireHeir(tx, input)
      await setStatus(tx, member.id, 'deactivated', clock.now())
      rightsChanged(member.id)
      // Sockets are cut and open work goes back to its team by those who hear this.
      await recordEvent(tx, {
        type: 'member.deactivated',
        actor: asEventActor(actor),
        subject: { kind: 'member', id: member.id },
        data: {
          teamIds: member.teamIds,
          ...(input.toMemberId && { toMemberId: input.toMemberId }),
          ...(input.toTeamId && { toTeamId: input.toTeamId }),
        },
        ...(input.note && { details: { note: input.note } }),
      })
      return shown(await memberFor(tx, member.id))
    }),

    reactivateMember: os.reactivateMember.handler(async ({ input, context: { tx, actor } }) => {
      const member = await memberFor(tx, input.id)
      if (member.status === 'active') throw new Refused('member.not_deactivated')
      await setStatus(tx, member.id, 'active', null)
      rightsChanged(member.id)
      await recordEvent(tx, {
        type: 'member.reactivated',
        actor: asEventActor(actor),
        subject: { kind: 'member', id: member.id },
        data: { withWork: input.withWork },
      })
      return shown(await memberFor(tx, member.id))
    }),
  }
}

/** Work is given to somebody at work who may hold it, and to a team of this workspace. */
async function requireHeir(
  tx: Tx,
  {
    id,
    toMemberId,
    toTeamId,
  }: { id: string; toMemberId?: string | null | undefined; toTeamId?: string | null | undefined },
): Promise<void> {
  if (toTeamId) await requireTeams(tx, [toTeamId])
  if (!toMemberId) return
  const heir = await memberFor(tx, toMemberId)
  if (heir.id === id || heir.status !== 'active') throw new Invalid('member.heir_left')
  if (heir.role === 'collaborator') throw new Invalid('conversation.assignee_collaborator')
  // Both would leave it open whose it is.
  if (toTeamId) throw new Invalid('member.one_heir')
}

/** What a change of a person was: rights in the open, words about them with what erasure deletes. */
export function memberChanged(before: MemberRecord, after: MemberRecord) {
  const changed = (fields: readonly (keyof Member)[]) =>
    fields.filter(field => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  const pick = (member: MemberRecord, fields: readonly (keyof Member)[]) =>
    Object.fromEntries(fields.map(field => [field, member[field]]))
  const rights = changed(['role', 'partnerId', 'siteId', 'teamIds', 'language', 'languages'])
  const words = changed(['name', 'jobTitle', 'signature', 'photoUrl'])
  return {
    type: 'member.updated' as const,
    subject: { kind: 'member', id: after.id },
    data: { changed: [...rights, ...words], before: pick(before, rights), after: pick(after, rights) },
    ...(words.length > 0 && { details: { before: pick(before, words), after: pick(after, words) } }),
  }
}

/** Ends the sessions of somebody deactivated, unless another workspace still counts them as active. */
export function endSessionsOfDeactivated({ db }: Ground, auth: Auth): Subscriber {
  return {
    name: 'workspaces.end_sessions',
    on: ['member.deactivated'],
    async handle({ subject, workspaceId }) {
      const member = await db.system
        .selectFrom('members')
        .select(['user_id', 'status'])
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', subject.id)
        .executeTakeFirst()
      if (!member?.user_id || member.status === 'active') return
      const elsewhere = await db.system
        .selectFrom('members')
        .select('id')
        .where('user_id', '=', member.user_id)
        .where('status', '=', 'active')
        .executeTakeFirst()
      if (!elsewhere) await auth.revokeSessions(member.user_id)
    },
  }
}

function requireAnotherAdministrator(administrators: string[], memberId: string): void {
  if (administrators.length === 1 && administrators[0] === memberId) {
    throw new Refused('member.last_administrator')
  }
}

async function setStatus(tx: Tx, id: string, status: Member['status'], at: Date | null): Promise<void> {
  await tx
    .updateTable('members')
    .set({ status, deactivated_at: at })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}
