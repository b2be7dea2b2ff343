import { Webhook as Receiver } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { createSecrets } from '#server/platform/secrets.ts'
import { newSecret, rotated, rotationMs, signerOf, stillSigning } from './signature.ts'

const secrets = createSecrets('a secret key of at least thirty-two characters')
const body = '{"type":"webhook.tested"}'
const keep = (secret: string) => [{ secret: secrets.seal(secret), until: null }]

test('SEC-3: what is signed is known to whoever has the secret; a changed byte, an old time or another id is not', () => {
  const secret = newSecret()
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  const now = new Date()
  const headers = signerOf(secrets, keep(secret), now)('event-1', now, body)
  const receiver = new Receiver(secret)
  expect(receiver.verify(body, headers)).toEqual({ type: 'webhook.tested' })
  expect(() => receiver.verify(body.replace('t', 'T'), headers)).toThrow(/signature/i)
  expect(() => receiver.verify(body, { ...headers, 'webhook-id': 'event-2' })).toThrow(/signature/i)
  expect(() => new Receiver(newSecret()).verify(body, headers)).toThrow(/signature/i)
  const old = new Date(now.getTime() - 6 * 60_000)
  expect(() => receiver.verify(body, signerOf(secrets, keep(secret), now)('event-1', old, body))).toThrow(
    /timestamp/i,
  )
  const forged = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 60) }
  expect(() => receiver.verify(body, forged)).toThrow(/signature/i)
})

test('SEC-3: after a rotation both secrets sign for 24 hours, then the new one alone', () => {
  const [first, second, third] = [newSecret(), newSecret(), newSecret()]
  const start = new Date()
  const hour = (hours: number) => new Date(start.getTime() + hours * 3_600_000)
  const once = rotated(keep(first), secrets.seal(second), start)
  const twice = rotated(once, secrets.seal(third), hour(12))
  const open = (kept: typeof once, now: Date) => stillSigning(kept, now).map(one => secrets.open(one.secret))
  expect(open(once, hour(23.9))).toEqual([second, first])
  expect(open(once, hour(24))).toEqual([second])
  expect(open(twice, hour(13))).toEqual([third, second, first])
  expect(open(twice, hour(25))).toEqual([third, second])
  expect(open(twice, hour(37))).toEqual([third])
  expect(rotationMs).toBe(24 * 3_600_000)
  const headers = signerOf(secrets, once, start)('event-1', start, body)
  for (const secret of [first, second]) expect(new Receiver(secret).verify(body, headers)).toBeTruthy()
})
