import type { DNSResolver } from 'mailauth'
import type { Clock } from '#server/platform/clock.ts'

const most = 5000
const keptMs = 60_000

/**
 * Remembers for a minute what the DNS said, « no such name » included: most mails come from a few providers, and each
 * asks the same five questions. What failed is asked again; a question under way is asked once.
 */
export function rememberingDns(resolver: DNSResolver, clock: Clock): DNSResolver {
  const known = new Map<string, { until: number; answer: ReturnType<DNSResolver> }>()
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`
    const now = clock.now().getTime()
    const found = known.get(key)
    if (found && found.until > now) return found.answer
    if (known.size >= most) known.clear()
    const answer = resolver(name, type)
    known.set(key, { until: now + keptMs, answer })
    answer.catch((error: { code?: string }) => {
      if (error.code !== 'ENOTFOUND' && error.code !== 'ENODATA') known.delete(key)
    })
    return answer
  }
}
