import type { Row, Rows } from './plan.ts'

type Mint = (atMs: number) => string

/** The facts that surveys and recoveries leave in the log, so that figures can be recomputed from it. */
export function surveyEvents(mint: Mint, rows: Rows): Row<'events'>[] {
  const events: Row<'events'>[] = []
  const add = (
    at: Date,
    type: string,
    actor: { kind: 'system' | 'contact' | 'member'; id: string | null },
    subject: { kind: string; id: string },
    conversationId: string,
    contactId: string,
    data: object,
  ) => {
    events.push({
      id: mint(at.getTime()),
      at,
      type,
      actor_kind: actor.kind,
      actor_id: actor.id,
      subject_kind: subject.kind,
      subject_id: subject.id,
      conversation_id: conversationId,
      contact_id: contactId,
      data,
    })
  }
  const system = { kind: 'system' as const, id: null }
  const invitations = new Map((rows.survey_invitations ?? []).map(each => [each.id, each]))
  for (const each of rows.survey_refusals ?? [])
    add(
      each.at as Date,
      'survey.refused',
      system,
      { kind: 'survey', id: each.survey_id },
      each.conversation_id,
      each.contact_id,
      { reason: each.reason, episodeId: each.episode_id },
    )
  for (const each of invitations.values())
    add(
      each.sent_at as Date,
      'survey.sent',
      system,
      { kind: 'survey', id: each.survey_id },
      each.conversation_id,
      each.contact_id,
      {
        invitationId: each.id,
        episodeId: each.episode_id,
        channel: each.channel_kind,
        memberId: each.member_id,
        teamId: each.team_id,
        reasonId: each.reason_id,
      },
    )
  for (const each of rows.survey_answers ?? []) {
    const { conversation_id, contact_id } = invitations.get(each.invitation_id)!
    add(
      each.answered_at as Date,
      'survey.answered',
      { kind: 'contact', id: contact_id },
      { kind: 'survey', id: each.survey_id },
      conversation_id,
      contact_id,
      { invitationId: each.invitation_id, score: each.score },
    )
  }
  for (const each of rows.recoveries ?? []) {
    add(
      each.opened_at as Date,
      'recovery.opened',
      system,
      { kind: 'recovery', id: each.id },
      each.conversation_id,
      each.contact_id,
      {
        invitationId: each.invitation_id,
        score: each.score,
        ownerId: each.owner_id,
        dueAt: (each.due_at as Date).toISOString(),
      },
    )
    if (each.closed_at)
      add(
        each.closed_at as Date,
        'recovery.closed',
        { kind: 'member', id: each.owner_id ?? null },
        { kind: 'recovery', id: each.id },
        each.conversation_id,
        each.contact_id,
        { outcome: each.outcome, customerTold: each.customer_told_how },
      )
  }
  return events
}
