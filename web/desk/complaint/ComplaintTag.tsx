import { useTranslation } from 'react-i18next'
import type { ConversationRow } from '../../../contract/conversations.ts'
import { Tag } from '../../ui/Tag.tsx'
import { useFormat } from '../../ui/useFormat.ts'

export interface ComplaintTagProps {
  row: Pick<ConversationRow, 'complaint' | 'complaintDue'>
  now: Date
}

/** Says on a line that it is, or may be, a complaint; where the law gives it a date, which one and how it stands. */
export function ComplaintTag({ row, now }: ComplaintTagProps) {
  const { t } = useTranslation('desk')
  const format = useFormat()
  const { complaint, complaintDue: due } = row
  if (complaint !== 'proposed' && complaint !== 'confirmed') return null
  const isLate = due?.state === 'late'
  return (
    <>
      {(complaint === 'proposed' || !due) && (
        <Tag tone={complaint === 'confirmed' ? 'late' : 'soon'}>
          {t(complaint === 'confirmed' ? 'list.complaint' : 'list.maybeComplaint')}
        </Tag>
      )}
      {due && (
        <Tag {...(due.state !== 'running' && { tone: due.state })}>
          {t(`list.${isLate ? 'complaintLate' : 'complaintDue'}.${due.kind}`, {
            day: format.when(due.at, now),
          })}
        </Tag>
      )}
    </>
  )
}
