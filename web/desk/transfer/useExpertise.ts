import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/ApiProvider.tsx'
import { inside } from '../../roles.ts'
import { useSession } from '../../session.tsx'

/** A skill that colleagues declared, and how many of them at each level or more. */
export interface Expertise {
  id: string
  name: string
  levels: { level: number; people: number }[]
}

/** What colleagues know who may be asked inside a conversation. */
export function useExpertise(conversationId: string) {
  const { query } = useApi()
  const { is } = useSession()
  return useQuery(
    query.consultations.expertise.queryOptions({ input: { id: conversationId }, enabled: is(...inside) }),
  )
}
