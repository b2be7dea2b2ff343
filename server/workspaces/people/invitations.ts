import type { Invitation } from '#contract/workspaces.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { isUniqueViolation, type Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { NoticeMailer } from '#server/platform/notice-mail.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'
import { os } from '../api.ts'
import { workspaceOf } from '../settings.ts'
import type { Auth, User } from '../sign-in/auth.ts'
import { invitationMail } from './invitation-mail.ts'
import {
  type InvitationRow,
  insertInvitation,
  invitationByHash,
  lockInvitation,
  markAccepted,
  memberStatusOf,
  pendingById,
  pendingInvitations,
  revokePending,
  toInvitation,
} from './invitation-queries.ts'
import { requireEmployer, requireTeams } from './members.ts'
import { setTeamsOfMember, teamRows } from './queries.ts'

const daysToAccept = 7
/** Asked again so soon after, one mail was meant. */
const secondClickMs = 60_000

/** Routes of invitations: the administrator's side, and the guest's. */
export function invitationRoutes(ground: Ground, auth: Auth, sendMail: NoticeMailer) {
  const { db, clock, newId, recordEvent, publicUrl, t } = ground

  async function invite(
    tx: Tx,
    actor: Actor,
    invitation: Invitation,
    type: 'invitation.created' | 'invitation.resent' = 'invitation.created',
  ): Promise<void> {
    await requireEmployer(tx, invitation)
    await requireTeams(tx, invitation.teamIds)
    const status = await memberStatusOf(tx, invitation.email)
    if (status === 'active') throw new Refused('invitation.already_member')
    if (status === 'deactivated') throw new Refused('invitation.deactivated_member')
    // Asking again is how a lost mail is sent again: the link before it must not stay open beside the new one.
    await revokePending(tx, { email: invitation.email }, clock.now())
    const { token, hash } = newToken()
    await insertInvitation(tx, invitation, { hash, invitedBy: actor.memberId })
    await sendMail(
      tx,
      invitationMail(t, {
        invitation,
        workspaceName: (await workspaceOf(tx)).name,
        inviterName: actor.memberId ? actor.name : null,
        link: `${publicUrl}/invitation/${token}`,
        days: daysToAccept,
      }),
    )
    const { email, name, role, teamIds, partnerId } = invitation
    await recordEvent(tx, {
      type,
      actor: asEventActor(actor),
      subject: { kind: 'invitation', id: invitation.id },
      data: { role, teamIds, partnerId },
      details: { email, name },
    })
  }

  /** The same offer with a link of its own, which lasts from now on. */
  function fromNow(offer: Omit<Invitation, 'id' | 'createdAt' | 'expiresAt'>): Invitation {
    const now = clock.now()
    return {
      ...offer,
      id: newId(),
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + daysToAccept * 86_400_000).toISOString(),
    }
  }

  /** Joins the person to the workspace; a link that was used meanwhile is refused here, under its lock. */
  async function join(row: InvitationRow, name: string, user: User): Promise<string> {
    return db.inWorkspace(row.workspace_id, async tx => {
      const invitation = requireOpen(await lockInvitation(tx, row.token_hash), clock.now())
      const memberId = await memberFor(tx, invitation, name, user)
      // A team may have been renamed or emptied since; one that is no longer there is left out.
      const teams = await teamRows(tx, invitation.team_ids)
      if (teams.length > 0)
        await setTeamsOfMember(
          tx,
          memberId,
          teams.map(team => team.id),
        )
      await markAccepted(tx, invitation.id, clock.now())
      await recordEvent(tx, {
        type: 'member.joined',
        actor: { kind: 'member', id: memberId },
        subject: { kind: 'member', id: memberId },
        data: { role: invitation.role, teamIds: invitation.team_ids, invitationId: invitation.id },
        details: { name, email: invitation.email },
      })
      return (await workspaceOf(tx)).slug
    })
  }

  /** A new member; or one whose workspace came from another Boucle, and who finds their own work again. */
  async function memberFor(tx: Tx, invitation: InvitationRow, name: string, user: User): Promise<string> {
    const { role, email, language, partner_id } = invitation
    const known = await tx
      .updateTable('members')
      .set({ user_id: user.userId, role, name, partner_id })
      .where('workspace_id', '=', tx.workspaceId)
      .where('user_id', 'is', null)
      .where('status', '=', 'active')
      .where(eb => eb(eb.fn<string>('lower', ['email']), '=', email))
      .returning('id')
      .executeTakeFirst()
    if (known) return known.id
    const id = newId()
    await tx
      .insertInto('members')
      .values({
        ...{
          workspace_id: tx.workspaceId,
          id,
          user_id: user.userId,
          role,
          name,
          email,
          language,
          partner_id,
        },
        languages: [language],
        created_at: clock.now(),
      })
      .execute()
    return id
  }

  /** The person of the invitation: already signed in with its address, or new and choosing a password. */
  async function personFor(
    row: InvitationRow,
    { name, password }: { name: string; password?: string | undefined },
    headers: Headers,
  ): Promise<{ user: User; isNew: boolean }> {
    const known = await auth.findUserByEmail(row.email)
    if (!known) {
      if (password === undefined) throw new Invalid('invitation.password_needed')
      return { user: await auth.createUser(row.email, name, password), isNew: true }
    }
    const session = await auth.sessionFor(headers, { slide: false })
    // A link proves that a mailbox was read, once; it must not open an account that has a password and a second step.
    if (session?.userId !== known.userId)
      throw new Refused('invitation.sign_in_first', { email: row.email }, 401)
    return { user: known, isNew: false }
  }

  return {
    listInvitations: os.listInvitations.handler(async ({ context: { tx } }) => ({
      items: await pendingInvitations(tx),
    })),

    invite: os.invite.handler(async ({ input, context: { tx, actor } }) => {
      const invitation = fromNow({ ...input, email: input.email.trim().toLowerCase() })
      await invite(tx, actor, invitation)
      return invitation
    }),

    resendInvitation: os.resendInvitation.handler(async ({ input, context: { tx, actor } }) => {
      const row = await pendingById(tx, input.id)
      if (!row) throw new NotFound('invitation')
      // A second click, or a request sent again: the mail of the first is on its way.
      if (row.id !== input.id && clock.now().getTime() - row.created_at.getTime() < secondClickMs)
        return toInvitation(row)
      const { email, name, role, language, partner_id: partnerId } = row
      // A team may be gone since; one that is no longer there is left out.
      const teamIds = (await teamRows(tx, row.team_ids)).map(team => team.id)
      const invitation = fromNow({ email, name, role, language, teamIds, partnerId })
      await invite(tx, actor, invitation, 'invitation.resent')
      return invitation
    }),

    revokeInvitation: os.revokeInvitation.handler(async ({ input, context: { tx, actor } }) => {
      const [revoked] = await revokePending(tx, { id: input.id }, clock.now())
      if (!revoked) throw new NotFound('invitation')
      await recordEvent(tx, {
        type: 'invitation.revoked',
        actor: asEventActor(actor),
        subject: { kind: 'invitation', id: input.id },
      })
      return { done: true as const }
    }),

    seeInvitation: os.seeInvitation.handler(async ({ input }) => {
      const row = requireOpen(await invitationByHash(db.system, hashToken(input.token)), clock.now())
      const { name: workspaceName } = await db.readWorkspace(row.workspace_id, workspaceOf)
      return {
        workspaceName,
        name: row.name,
        email: row.email,
        language: row.language,
        hasAccount: (await auth.findUserByEmail(row.email)) !== undefined,
      }
    }),

    acceptInvitation: os.acceptInvitation.handler(async ({ input, context }) => {
      const row = requireOpen(await invitationByHash(db.system, hashToken(input.token)), clock.now())
      const { user, isNew } = await personFor(row, input, context.headers)
      const slug = await join(row, input.name, user).catch(async error => {
        // The account was made for this membership, and lives in a transaction of its own.
        if (isNew) await auth.deleteUsers([user.userId])
        throw isUniqueViolation(error) ? new Refused('invitation.already_member') : error
      })
      // Whoever came with a session keeps it.
      if (isNew) {
        const { headers, ip } = context
        context.setCookies(await auth.startSessionFor(user.userId, { headers, ip }))
      }
      return { slug }
    }),
  }
}

function requireOpen(row: (InvitationRow & { is_replaced?: boolean }) | undefined, now: Date): InvitationRow {
  if (!row) throw new NotFound('invitation')
  if (row.revoked_at && row.is_replaced) throw new Refused('invitation.replaced', {}, 410)
  if (row.revoked_at) throw new Refused('invitation.revoked', {}, 410)
  if (row.accepted_at) throw new Refused('invitation.used', {}, 410)
  if (row.expires_at <= now) throw new Refused('invitation.expired', {}, 410)
  return row
}
