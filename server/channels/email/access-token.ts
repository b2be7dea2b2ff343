import type { Clock } from '#server/platform/clock.ts'

/** Where tokens come from: the company's account with its mail provider. */
export interface TokenSource {
  tokenUrl: string
  clientId: string
  clientSecret: string | undefined
  refreshToken: string
}

/** Gives a token that is good for at least a minute, asking for a new one only when the last is over. */
export type AccessTokens = (source: TokenSource) => Promise<string>

/** Mail providers give tokens of an hour against one that lasts (RFC 6749, section 6). */
export function createAccessTokens(clock: Clock): AccessTokens {
  const kept = new Map<string, { token: string; until: number }>()
  return async source => {
    const key = JSON.stringify(source)
    const now = clock.now().getTime()
    const known = kept.get(key)
    if (known && known.until - 60_000 > now) return known.token
    const { token, seconds } = await refresh(source)
    kept.set(key, { token, until: now + seconds * 1000 })
    return token
  }
}

async function refresh({ tokenUrl, clientId, clientSecret, refreshToken }: TokenSource) {
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      ...(clientSecret && { client_secret: clientSecret }),
    }),
  })
  const said = (await answer.json().catch(() => ({}))) as {
    access_token?: unknown
    expires_in?: unknown
    error?: unknown
    error_description?: unknown
  }
  if (!answer.ok || typeof said.access_token !== 'string') {
    const words = [said.error, said.error_description].filter(word => typeof word === 'string').join(': ')
    throw Object.assign(new Error(words || `${answer.status} ${answer.statusText}`), {
      // To people it is the same trouble as a wrong password.
      authenticationFailed: answer.status >= 400 && answer.status < 500,
    })
  }
  return { token: said.access_token, seconds: Number(said.expires_in) || 300 }
}
