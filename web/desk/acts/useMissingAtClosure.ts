import type { Conversation } from '../../../contract/conversations.ts'
import { useSession } from '../../session.tsx'
import { useAttributes } from '../data/queries.ts'
import { missingAtClosure } from './closing.ts'

/** What must be known of this conversation before it closes. */
export function useMissingAtClosure(conversation: Pick<Conversation, 'reasonId' | 'fields'>) {
  const { workspace } = useSession()
  const definitions = useAttributes().data?.items ?? []
  return missingAtClosure(conversation, {
    reasonRequired: workspace.settings.reasonRequiredAtClosure,
    definitions,
  })
}
