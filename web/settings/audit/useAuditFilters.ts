import { useSession } from '../../session.tsx'
import { useQueryState } from '../../ui/useQueryState.ts'
import { dayBounds } from './day-bounds.ts'

const kinds = ['all', 'change', 'access'] as const

/** What of the log is shown, kept in the address. */
export function useAuditFilters() {
  const { workspace } = useSession()
  const [kindText, setKind] = useQueryState('kind', 'all')
  const [member, setMember] = useQueryState('member')
  const [from, setFrom] = useQueryState('from')
  const [to, setTo] = useQueryState('to')
  const [subject, setSubject] = useQueryState('subject')
  const kind = kinds.find(known => known === kindText) ?? 'all'
  const start = dayBounds(from, workspace.timeZone)?.start
  const end = dayBounds(to, workspace.timeZone)?.end
  return {
    kind,
    setKind,
    member,
    setMember,
    from,
    setFrom,
    to,
    setTo,
    subject,
    setSubject,
    /** As the server takes them. */
    input: {
      ...(member && { memberId: member }),
      ...(subject && { subjectId: subject }),
      ...(start && { from: start }),
      ...(end && { to: end }),
    },
  }
}

export type AuditFilterState = ReturnType<typeof useAuditFilters>
