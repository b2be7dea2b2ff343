import type { Ground } from '#server/platform/ground.ts'
import { hashToken } from '#server/platform/secrets.ts'
import { type KeyRights, keyByHash, markUsed } from './queries.ts'

export interface KeyRing {
  /** What a token opens now; undefined when it is unknown, revoked, expired, or its person deactivated. */
  rightsOf(token: string): Promise<KeyRights | undefined>
  /** This key has just changed: ask the database again. */
  forgetKey(keyId: string): void
  /** This person's rights have just changed: ask again for the keys that act as them. */
  forgetMember(memberId: string): void
}

interface Remembered {
  until: number
  rights: Promise<KeyRights | undefined>
}

const rememberedMs = 5_000
const usedEveryMs = 60_000
const most = 5_000

/**
 * Remembers keys for five seconds, so that a busy program costs no query at each call. A change made on this node counts
 * from its commit: until then (and a little longer) what it touches is not remembered at all. Other nodes see it when
 * their five seconds are over.
 */
export function createKeyRing({ db, clock, log }: Pick<Ground, 'db' | 'clock' | 'log'>): KeyRing {
  const remembered = new Map<string, Remembered>()
  const changing = new Map<string, number>()

  const isChanging = (id: string | null) => {
    if (id === null) return false
    return (changing.get(id) ?? 0) > clock.now().getTime()
  }

  async function ask(hash: Buffer): Promise<KeyRights | undefined> {
    const rights = await keyByHash(db.system, hash)
    if (!rights) return undefined
    const now = clock.now()
    const unlessSince = new Date(now.getTime() - usedEveryMs)
    if (!rights.lastUsedAt || rights.lastUsedAt < unlessSince) {
      await markUsed(db.system, rights, now, unlessSince).catch(error =>
        log.warn({ error }, 'the last use of an API key was not noted'),
      )
    }
    return rights
  }

  async function rights(token: string): Promise<KeyRights | undefined> {
    const hash = hashToken(token)
    const name = hash.toString('base64')
    const now = clock.now().getTime()
    const known = remembered.get(name)
    if (known && known.until > now) {
      const found = await known.rights
      if (!found || (!isChanging(found.id) && !isChanging(found.memberId))) return found
    }
    const asked = ask(hash)
    if (remembered.size >= most) remembered.clear()
    remembered.set(name, { until: now + rememberedMs, rights: asked })
    try {
      const found = await asked
      // An unknown token is not remembered: anybody can send a million of them.
      if (!found) remembered.delete(name)
      return found
    } catch (error) {
      remembered.delete(name)
      throw error
    }
  }

  const change = (id: string) => {
    const now = clock.now().getTime()
    for (const [earlier, until] of changing) if (until <= now) changing.delete(earlier)
    changing.set(id, now + 2 * rememberedMs)
  }
  return {
    async rightsOf(token) {
      const found = await rights(token)
      return found?.expiresAt && found.expiresAt <= clock.now() ? undefined : found
    },
    forgetKey: change,
    forgetMember: change,
  }
}
