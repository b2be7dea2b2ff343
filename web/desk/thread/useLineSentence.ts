import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/useFormat.ts'
import { useNames } from '../data/queries.ts'
import { priorities, statuses } from '../list/filters.ts'
import type { SystemLine } from './system-lines.ts'

const refusals = [
  'spam',
  'reopened',
  'blocked',
  'automatic',
  'never_answered',
  'opted_out',
  'no_address',
  'recently_asked',
] as const

const transferReasons = ['skill', 'team', 'language', 'workload', 'shift', 'other'] as const

const ruleActs = [
  'setReason',
  'setPriority',
  'addTag',
  'setTeam',
  'reply',
  'proposeComplaint',
  'needsPerson',
  'webhook',
  'notify',
] as const

/** Says a system line as a sentence, with people, teams and reasons by their names. */
export function useLineSentence() {
  const { t } = useTranslation(['desk', 'common'])
  const names = useNames()
  const format = useFormat()
  return useCallback(
    (line: SystemLine, score: number | null): string => {
      const nameOf = (id: string | null) => names.member(id) ?? t('line.someone')
      const { data } = line
      const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : undefined)
      const actor = line.name ?? actorName(line.actor)
      switch (line.what) {
        case 'assigned':
          return assignedSentence()
        case 'transferred':
          return transferSentence()
        case 'transferEnded': {
          const name = nameOf(text('toMemberId') ?? null)
          if (data.state === 'taken_back') return t('line.transferTakenBack', { actor })
          return t(data.state === 'declined' ? 'line.transferDeclined' : 'line.transferUnanswered', { name })
        }
        case 'joinedIn':
        case 'leftOut': {
          const name = nameOf(text('memberId') ?? null)
          const isOwn = line.actor.id === text('memberId')
          if (line.what === 'joinedIn') return t(isOwn ? 'line.joinedSelf' : 'line.joinedIn', { actor, name })
          return t(isOwn ? 'line.leftSelf' : 'line.leftOut', { actor, name })
        }
        case 'consulted':
          return t('line.consulted', { actor, name: askedName() })
        case 'consultEnded': {
          const name = nameOf(text('endedById') ?? null)
          if (data.state === 'withdrawn') return t('line.consultWithdrawn', { actor })
          return data.state === 'declined' ? t('line.consultDeclined') : t('line.consultAnswered', { name })
        }
        case 'closed': {
          const note = text('note')
          return note ? t('line.closedNote', { actor, note }) : t('line.closed', { actor })
        }
        case 'snoozed':
          return text('until')
            ? t('line.snoozed', { actor, when: format.when(text('until')!, line.at) })
            : t('line.snoozedUntilMessage', { actor })
        case 'replyScheduled':
        case 'replyMoved':
          return t(`line.${line.what}`, { actor, when: format.when(text('leavesAt') ?? line.at, line.at) })
        case 'dueSoon':
          return t('line.dueSoon', { when: format.when(text('dueAt') ?? line.at, line.at) })
        case 'complaintDueSoon':
        case 'complaintOverdue':
          return t(`line.${line.what}.${text('kind') === 'answer' ? 'answer' : 'acknowledgement'}`, {
            when: format.when(text('dueAt') ?? line.at, line.at),
          })
        case 'promiseMoved':
          return t('line.promiseMoved', {
            from: format.when(text('fromDueAt') ?? line.at, line.at),
            when: format.when(text('dueAt') ?? line.at, line.at),
          })
        case 'status': {
          const status = statuses.find(one => one === data.to) ?? 'open'
          return t('line.status', { actor, status: t(`common:status.${status}`) })
        }
        case 'updated':
          return changeSentence()
        case 'spam':
          return t(data.isSpam === false ? 'line.notSpam' : 'line.spam', { actor })
        case 'shared':
        case 'unshared':
          return t(`line.${line.what}`, { actor, name: names.member(text('memberId')) ?? t('line.someone') })
        case 'ruleApplied':
        case 'ruleUndone': {
          const done = Array.isArray(data.done) ? data.done : []
          const acts = ruleActs.flatMap(act => (done.includes(act) ? [t(`line.ruleAct.${act}`)] : []))
          return t(`line.${line.what}`, {
            ...{ actor, name: text('name') ?? '', acts: format.list(acts) },
            version: String(data.version ?? ''),
          })
        }
        case 'surveyAnswered': {
          const given = typeof data.score === 'number' ? data.score : score
          return given === null ? t('line.surveyAnsweredPlain') : t('line.surveyAnswered', { score: given })
        }
        case 'surveyRefused': {
          const why = refusals.find(one => one === data.reason)
          return t('line.surveyRefused', { why: t(why ? `line.refusal.${why}` : 'line.refusal.other') })
        }
        default:
          return t(`line.${line.what}`, { actor })
      }

      function actorName({ kind, id }: SystemLine['actor']): string {
        if (kind === 'member') return nameOf(id)
        if (kind === 'contact') return t('line.customer')
        if (kind === 'system' && id) return t('line.rule')
        return t(kind === 'api_key' ? 'line.apiKey' : 'line.system')
      }

      function askedName(): string {
        const [first] = Array.isArray(data.askedIds) ? data.askedIds : []
        if (data.toKind === 'member') return nameOf(typeof first === 'string' ? first : null)
        if (data.toKind === 'skill') return t('line.whoKnows', { skill: text('skill') ?? '' })
        if (data.toKind === 'team') return names.team(text('toTeamId')) ?? t('consult.someone')
        return t(data.toKind === 'supervisor' ? 'consult.supervisor' : 'consult.someone')
      }

      function transferSentence(): string {
        const why = transferReasons.find(one => one === data.reason) ?? 'other'
        const reason = t(`handOver.because.${why}`)
        const to = text('toMemberId')
        const team = names.team(text('teamId')) ?? ''
        if (data.isEscalation) return t('line.escalated', { actor, team, reason })
        if (text('skill'))
          return t('line.transferred', {
            ...{ actor, reason },
            name: t('line.whoKnows', { skill: text('skill')! }),
          })
        if (!to) return t('line.transferredTeam', { actor, team, reason })
        return t(data.isAsked ? 'line.transferAsked' : 'line.transferred', {
          actor,
          name: nameOf(to),
          reason,
        })
      }

      function assignedSentence(): string {
        const to = text('assigneeId')
        const teamChanged = data.teamId !== data.fromTeamId && text('teamId')
        if (data.because === 'complaint')
          return teamChanged
            ? t('line.complaintHomeTeam', { team: names.team(text('teamId')) ?? '' })
            : t('line.complaintHome')
        if (to && to === line.actor.id) return t('line.taken', { actor })
        if (to) return t('line.assigned', { actor, name: nameOf(to) })
        if (teamChanged) return t('line.teamMoved', { actor, team: names.team(text('teamId')) ?? '' })
        return t('line.givenBack', { actor })
      }

      function changeSentence(): string {
        const to = (data.to ?? {}) as Record<string, unknown> // written by the server's own edit
        if ('reason_id' in to) {
          const reason = names.reason(to.reason_id as string | null)
          return reason ? t('line.reason', { actor, reason }) : t('line.reasonNone', { actor })
        }
        const priority = priorities.find(one => one === to.priority)
        if (priority) return t('line.priority', { actor, priority: t(`common:priority.${priority}`) })
        if (Array.isArray(to.tags))
          return to.tags.length > 0
            ? t('line.tags', { actor, tags: to.tags.join(', ') })
            : t('line.tagsNone', { actor })
        if (typeof to.team_id === 'string')
          return t('line.teamMoved', { actor, team: names.team(to.team_id) ?? '' })
        return t('line.changed', { actor })
      }
    },
    [t, names, format],
  )
}
