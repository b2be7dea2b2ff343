import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'

export type SessionRow = { userId: string; email: string; name: string; sessionId: string; expiresAt: Date }

/** Where the library keeps sessions: the name of its cookie, and the key that signs it. */
export type SessionCookie = { name: string; secret: string }

/**
 * Reads the session of a cookie with one query.
 *
 * Every request passes here, and the library's own reading costs eight times more (1.7 ms of processor against 0.2).
 * Only reading is ours; sessions are still made, prolonged and ended by the library.
 */
export async function readSession(
  pool: Pool,
  cookie: SessionCookie,
  header: string,
): Promise<SessionRow | undefined> {
  const token = signedToken(cookie, header)
  if (!token) return undefined
  const { rows } = await pool.query<SessionRow>(sessionOfToken, [token])
  return rows[0]
}

const sessionOfToken = `
  select u.id as "userId", u.email, u.name, s.id as "sessionId", s."expiresAt"
  from auth.session s
  join auth."user" u on u.id = s."userId"
  where s.token = $1 and s."expiresAt" > now()`

/** The cookie holds `token.signature`, the signature being HMAC-SHA-256 in base64; undefined unless it is right. */
function signedToken({ name, secret }: SessionCookie, header: string): string | undefined {
  const value = cookieValue(header, name)
  const cut = value?.lastIndexOf('.') ?? -1
  if (!value || cut < 1) return undefined
  const token = value.slice(0, cut)
  const given = Buffer.from(value.slice(cut + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

function cookieValue(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const cut = pair.indexOf('=')
    if (pair.slice(0, cut).trim() !== name) continue
    try {
      return decodeURIComponent(pair.slice(cut + 1).trim())
    } catch {
      return undefined // not a value that we ever set
    }
  }
  return undefined
}
