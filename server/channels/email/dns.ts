import { Resolver } from 'node:dns/promises'
import type { z } from 'zod'
import type { DnsAdvice } from '#contract/channels.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { splitAddress } from './reply-address.ts'

type Advice = z.infer<typeof DnsAdvice>['items'][number]

/** What the address's domain says to other mail servers, and what it should say. */
export async function dnsAdvice(ground: Ground, address: string, language: Language): Promise<Advice[]> {
  const [, domain] = splitAddress(address)
  const host = new URL(ground.publicUrl).hostname
  const resolver = new Resolver({ timeout: 3000, tries: 1 })
  const [mx, texts, dmarc] = await Promise.all([
    ask(() => resolver.resolveMx(domain)),
    ask(() => resolver.resolveTxt(domain)),
    ask(() => resolver.resolveTxt(`_dmarc.${domain}`)),
  ])
  const spf = found(texts, 'v=spf1')
  const policy = found(dmarc, 'v=DMARC1')
  const say = (record: Advice['record'], state: Advice['state']) =>
    ground.t(language, `channel:dns.${record}.${state}`)
  const item = (
    record: Advice['record'],
    name: string,
    state: Advice['state'],
    value: string | null,
    advised: string,
  ): Advice => ({
    record,
    name,
    state,
    found: value,
    advised,
    sentence: say(record, state),
  })
  return [
    item(
      'mx',
      domain,
      mx === 'unknown' ? 'unknown' : mx.length > 0 ? 'good' : 'missing',
      mx === 'unknown' || mx.length === 0
        ? null
        : mx.map(one => `${one.priority} ${one.exchange}`).join(', '),
      `10 ${host}`,
    ),
    item('spf', domain, stateOf(texts, spf, /[~-]all\b/), spf, `v=spf1 a:${host} -all`),
    item(
      'dmarc',
      `_dmarc.${domain}`,
      stateOf(dmarc, policy, /p=(?:quarantine|reject)/i),
      policy,
      'v=DMARC1; p=quarantine',
    ),
  ]
}

function stateOf(answer: unknown, value: string | null, strong: RegExp): Advice['state'] {
  if (answer === 'unknown') return 'unknown'
  if (value === null) return 'missing'
  return strong.test(value) ? 'good' : 'weak'
}

function found(texts: string[][] | 'unknown', prefix: string): string | null {
  if (texts === 'unknown') return null
  return texts.map(parts => parts.join('')).find(text => text.startsWith(prefix)) ?? null
}

/** No such name is an answer (an empty one); no server to ask is not. */
async function ask<T>(question: () => Promise<T[]>): Promise<T[] | 'unknown'> {
  try {
    return await question()
  } catch (error) {
    const { code } = error as { code?: string }
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : 'unknown'
  }
}
