import { useTranslation } from 'react-i18next'
import type { BulkOutcome } from '../../../contract/bulk-acts.ts'
import type { Conversation } from '../../../contract/conversations.ts'
import type { CannedAnswer, MacroActs } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { ApiProblem } from '../../api/api-problem.ts'
import { usePerform } from '../acts/usePerform.ts'
import { useDesk } from '../DeskContext.tsx'
import { labelsOf } from './macro.ts'

/** Does at once all that a macro without words does, or nothing of it; one undo takes it back. */
export function useMacro(conversation: Conversation) {
  const { t } = useTranslation('desk')
  const { call } = useApi()
  const { goOn } = useDesk()
  const perform = usePerform()
  const { id } = conversation
  return (macro: Pick<CannedAnswer, 'name'> & { acts: MacroActs }) => {
    const { acts } = macro
    const labels = labelsOf(acts, conversation)
    const ends = acts.afterwards
    const goes = (ends === 'close' || ends === 'snooze') && goOn(ends, id)
    let done: string | null = null
    return perform({
      id,
      change: {
        ...(labels?.reasonId && { reasonId: labels.reasonId }),
        ...(labels?.tags && { tags: labels.tags }),
        ...(acts.afterwards === 'close' && { status: 'closed' as const }),
        ...(acts.afterwards === 'snooze' && { status: 'snoozed' as const }),
      },
      run: async () => {
        const outcome = await call.bulkActs.act({ ids: [id], act: { kind: 'macro', acts } })
        requireDone(outcome)
        done = outcome.id
        return call.conversations.get({ id })
      },
      undo: async () => {
        if (done) requireDone(await call.bulkActs.undo({ id: done }))
        return call.conversations.get({ id })
      },
      done: t('macro.done', { name: macro.name }),
      leaves: goes,
    })
  }
}

function requireDone({ items: [item] }: BulkOutcome): void {
  if (item?.outcome !== 'refused') return
  throw new ApiProblem({
    type: 'about:blank',
    status: 409,
    code: item.code ?? 'request.failed',
    title: item.sentence ?? '',
  })
}
