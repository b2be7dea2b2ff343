import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useLiveEvents } from '../../live/LiveProvider.tsx'
import { everyone } from '../../roles.ts'
import { useSession } from '../../session.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { sayProblem } from '../acts/say-problem.ts'

const workers = everyone.filter(role => role !== 'collaborator')

/** Who takes part in a conversation beside whoever has it. */
export function useParticipants(conversationId: string) {
  const { query } = useApi()
  return useQuery(query.participations.list.queryOptions({ input: { id: conversationId } }))
}

/** Conversations in which I take part, kept true as I come and go. */
export function useMyParticipations() {
  const { query } = useApi()
  const { is } = useSession()
  const queryClient = useQueryClient()
  useLiveEvents(event => {
    if (event.type.startsWith('conversation.participant_'))
      void queryClient.invalidateQueries({ queryKey: query.participations.mine.key() })
  })
  return useQuery(query.participations.mine.queryOptions({ enabled: is(...workers) }))
}

/** Brings colleagues in and lets them go; each act shows its result, with its way back, or says why not. */
export function useParticipationActs(conversationId: string) {
  const { t } = useTranslation(['desk', 'common'])
  const { call, query } = useApi()
  const { me } = useSession()
  const queryClient = useQueryClient()
  const announce = useAnnounce()
  const offerUndo = useUndo()
  const refresh = () => queryClient.invalidateQueries({ queryKey: query.participations.key() })
  const set = async (memberId: string, takesPart: boolean) => {
    const one = { id: conversationId, memberId }
    await (takesPart ? call.participations.bringIn(one) : call.participations.leave(one))
    await refresh()
  }
  const attempt = async (member: { id: string; name: string }, takesPart: boolean): Promise<boolean> => {
    try {
      await set(member.id, takesPart)
      const left = member.id === me.member.id ? t('together.youLeft') : t('together.left', member)
      offerUndo({
        text: takesPart ? t('together.joined', member) : left,
        undo: () => set(member.id, !takesPart),
      })
      return true
    } catch (error) {
      announce(sayProblem(error, t), 'assertive', { visible: true })
      void refresh()
      return false
    }
  }
  return {
    bringIn: (member: { id: string; name: string }) => attempt(member, true),
    letGo: (member: { id: string; name: string }) => attempt(member, false),
  }
}
