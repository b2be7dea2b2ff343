import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import type { CannedAnswer, MacroActs } from '../../../contract/knowledge.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { usePerform } from '../acts/usePerform.ts'
import { useDesk } from '../DeskContext.tsx'
import { labelsBefore, labelsOf } from './macro.ts'
import { hoursAhead } from './useSend.ts'

/** Does at once what a macro without words does; one undo takes all of it back. */
export function useMacro(conversation: Conversation) {
  const { t } = useTranslation('desk')
  const { call } = useApi()
  const { openNext } = useDesk()
  const perform = usePerform()
  const { id } = conversation
  return (macro: Pick<CannedAnswer, 'name'> & { acts: MacroActs }) => {
    const { acts } = macro
    const labels = labelsOf(acts, conversation)
    const goes = acts.afterwards === 'close' || acts.afterwards === 'snooze'
    if (goes) openNext(id)
    return perform({
      id,
      change: {
        ...(labels?.reasonId && { reasonId: labels.reasonId }),
        ...(labels?.tags && { tags: labels.tags }),
        ...(acts.afterwards === 'close' && { status: 'closed' as const }),
        ...(acts.afterwards === 'snooze' && { status: 'snoozed' as const }),
      },
      run: async () => {
        const changed = labels ? await call.conversations.update({ id, ...labels }) : undefined
        if (acts.afterwards === 'close') return call.conversations.close({ id })
        if (acts.afterwards === 'snooze')
          return call.conversations.snooze({ id, until: hoursAhead(acts.snoozeHours) })
        if (acts.afterwards === 'wait') return call.conversations.setStatus({ id, status: 'waiting' })
        return changed ?? call.conversations.get({ id })
      },
      undo: async () => {
        if (acts.afterwards === 'close') await call.conversations.reopen({ id })
        if (acts.afterwards === 'snooze') await call.conversations.wake({ id })
        if (acts.afterwards === 'wait') await call.conversations.setStatus({ id, status: 'open' })
        return labels
          ? call.conversations.update({ id, ...labelsBefore(labels, conversation) })
          : call.conversations.get({ id })
      },
      done: t('macro.done', { name: macro.name }),
      leaves: goes,
    })
  }
}
