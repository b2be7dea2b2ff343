import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/ApiProvider.tsx'
import { useLiveEvents } from '../live/LiveProvider.tsx'
import { inside } from '../roles.ts'
import { useSession } from '../session.tsx'
import bars from '../ui/Bars.module.css'

/** What those who lead tell everybody today, above every screen. */
export function DayBand() {
  const { is } = useSession()
  const { query } = useApi()
  const queryClient = useQueryClient()
  const { data } = useQuery({
    ...query.supervision.dayMessage.queryOptions({ refetchInterval: 600_000 }),
    enabled: is(...inside),
  })
  useLiveEvents(event => {
    if (event.type.startsWith('day_message.'))
      void queryClient.invalidateQueries({ queryKey: query.supervision.dayMessage.key() })
  })
  // Always there: a text that comes into it is told to who listens.
  return (
    <div role="status" className={data?.text ? `${bars.bar} ${bars.info}` : undefined}>
      {data?.text}
    </div>
  )
}
