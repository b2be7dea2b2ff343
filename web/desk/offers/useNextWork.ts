import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { sayProblem } from '../acts/say-problem.ts'
import { useOpenMine } from './useOpenMine.ts'

/** Asks for the next request and opens it; says why where there is none. */
export function useNextWork(): () => void {
  const { t } = useTranslation(['work', 'common'])
  const { call } = useApi()
  const announce = useAnnounce()
  const openMine = useOpenMine()
  const { mutate } = useMutation({
    mutationFn: () => call.work.nextWork(),
    onSuccess: ({ conversationId, why }) => {
      if (conversationId) return openMine(conversationId)
      if (why) announce(t(`next.${why}`), 'polite', { visible: true })
    },
    onError: error => announce(sayProblem(error, t), 'assertive', { visible: true }),
  })
  return () => mutate()
}
