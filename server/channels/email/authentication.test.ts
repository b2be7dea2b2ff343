import { generateKeyPairSync } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { describe, expect, test } from 'vitest'
import { type AuthenticationContext, authenticateMail } from './authentication.ts'
import { mailHeaders, parseHeaderBlock } from './headers.ts'

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const records: Record<string, string[][]> = {
  'TXT a.test': [['v=spf1 ip4:192.0.2.1 -all']],
  'TXT s1._domainkey.a.test': [[`v=DKIM1; k=rsa; p=${keys.publicKey.toString('base64')}`]],
  'TXT _dmarc.a.test': [['v=DMARC1; p=reject']],
  'TXT soft.test': [['v=spf1 ~all']],
}
const resolver: AuthenticationContext['resolver'] = async (name, type) => {
  const found = records[`${type} ${name}`]
  if (found) return found
  throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
}

async function signed(from = 'zoe@a.test'): Promise<Buffer> {
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    dkim: { domainName: 'a.test', keySelector: 's1', privateKey: keys.privateKey },
  })
  const sent = await transport.sendMail({ from, to: 'bonjour@b.test', subject: 'x', text: 'Bonjour' })
  return sent.message as Buffer
}
const none = mailHeaders([])
const plain = (from: string) => Buffer.from(`From: ${from}\r\nSubject: x\r\n\r\nBonjour\r\n`)
const session = (ip: string, domain = 'a.test') => ({ ip, helo: `mx.${domain}`, mailFrom: `zoe@${domain}` })

describe('SEC-4: who vouches for a mail', () => {
  test('a signed mail from the right server passes everywhere', async () => {
    const auth = await authenticateMail(await signed(), none, { resolver, session: session('192.0.2.1') })
    expect(auth).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass', domain: 'a.test' })
  })

  test('a changed word breaks the signature', async () => {
    const raw = Buffer.from((await signed()).toString().replace('Bonjour', 'Au revoir'))
    const auth = await authenticateMail(raw, none, { resolver, session: session('203.0.113.9') })
    expect(auth).toEqual({ spf: 'fail', dkim: 'fail', dmarc: 'fail', domain: 'a.test' })
  })

  test('a spoofed From fails DMARC even when the server that sent it is in order', async () => {
    const auth = await authenticateMail(plain('zoe@a.test'), none, {
      resolver,
      session: session('192.0.2.7', 'soft.test'),
    })
    expect(auth).toMatchObject({ spf: 'softfail', dkim: 'none', dmarc: 'fail' })
  })

  test('a domain that publishes nothing is vouched for by nobody', async () => {
    const auth = await authenticateMail(plain('zoe@c.test'), none, {
      resolver,
      session: session('192.0.2.7', 'c.test'),
    })
    expect(auth).toMatchObject({ spf: 'none', dkim: 'none', dmarc: 'none' })
  })

  test('without a session there is nothing for SPF to check', async () => {
    expect(await authenticateMail(await signed(), none, { resolver })).toMatchObject({
      spf: 'none',
      dkim: 'pass',
      dmarc: 'pass',
    })
  })

  test('a header that the sender wrote proves nothing', async () => {
    const raw = Buffer.concat([
      Buffer.from(
        'Authentication-Results: mx.b.test; spf=pass; dkim=pass; dmarc=pass header.from=a.test\r\nReceived-SPF: pass\r\n',
      ),
      plain('zoe@a.test'),
    ])
    const headers = parseHeaderBlock(raw.toString())
    const auth = await authenticateMail(raw, headers, { resolver, session: session('203.0.113.9') })
    expect(auth).toMatchObject({ spf: 'fail', dkim: 'none', dmarc: 'fail' })
  })
})

describe('a failure is only what could be checked', () => {
  const failing =
    (name: string): AuthenticationContext['resolver'] =>
    async (asked, type) => {
      if (asked === name) throw Object.assign(new Error('down'), { code: 'ESERVFAIL' })
      return resolver(asked, type)
    }

  test('where SPF could not be looked up, DMARC does not fail', async () => {
    const auth = await authenticateMail(plain('zoe@a.test'), none, {
      resolver: failing('a.test'),
      session: session('203.0.113.9'),
    })
    expect(auth).toMatchObject({ spf: 'temperror', dmarc: 'temperror' })
  })

  test('where the key of a signature could not be looked up, DMARC does not fail', async () => {
    const auth = await authenticateMail(await signed(), none, {
      resolver: failing('s1._domainkey.a.test'),
      session: session('203.0.113.9'),
    })
    expect(auth).toMatchObject({ dkim: 'temperror', dmarc: 'temperror' })
  })

  test('where there was no session, a missing signature says nothing', async () => {
    expect(await authenticateMail(plain('zoe@a.test'), none, { resolver })).toMatchObject({
      spf: 'none',
      dkim: 'none',
      dmarc: 'none',
    })
  })
})

describe('a mailbox that another server keeps', () => {
  const told =
    'mx.google.com; dkim=pass header.i=@a.test; spf=softfail (google.com: x; y) smtp.mailfrom=zoe@a.test; dmarc=fail (p=NONE) header.from=a.test'

  test('its verdict is believed when it is trusted by name', async () => {
    const headers = parseHeaderBlock(`Authentication-Results: ${told}`)
    expect(
      await authenticateMail(plain('zoe@a.test'), headers, { resolver, trustedServer: 'mx.google.com' }),
    ).toEqual({
      spf: 'softfail',
      dkim: 'pass',
      dmarc: 'fail',
      domain: 'a.test',
    })
  })

  test('a verdict of that name below another one may be forged, and is not believed', async () => {
    const headers = parseHeaderBlock(
      `Authentication-Results: other.test; dmarc=fail\nAuthentication-Results: ${told}`,
    )
    const auth = await authenticateMail(plain('zoe@a.test'), headers, {
      resolver,
      trustedServer: 'mx.google.com',
    })
    expect(auth.dkim).toBe('none')
  })
})

describe('trouble never reaches the reader of mail', () => {
  test('a server of names that never answers ends as temperror, in time', async () => {
    const never: AuthenticationContext['resolver'] = () => new Promise(() => {})
    const started = performance.now()
    const auth = await authenticateMail(await signed(), none, {
      resolver: never,
      session: session('192.0.2.1'),
      timeoutMs: 50,
    })
    expect(auth).toEqual({ spf: 'temperror', dkim: 'temperror', dmarc: 'temperror', domain: undefined })
    expect(performance.now() - started).toBeLessThan(7000)
  })

  test('a server of names that fails is temperror, never a pass', async () => {
    const broken: AuthenticationContext['resolver'] = async () => {
      throw Object.assign(new Error('down'), { code: 'ESERVFAIL' })
    }
    const auth = await authenticateMail(await signed(), none, {
      resolver: broken,
      session: session('192.0.2.1'),
    })
    expect(Object.values(auth)).not.toContain('pass')
    expect(auth.spf).toBe('temperror')
  })

  test('offline, nothing is asked and nothing is known', async () => {
    const asked: string[] = []
    const spy: AuthenticationContext['resolver'] = async name => {
      asked.push(name)
      return []
    }
    const auth = await authenticateMail(await signed(), none, {
      resolver: spy,
      isOffline: true,
      session: session('192.0.2.1'),
    })
    expect([auth.spf, auth.dkim, auth.dmarc, asked]).toEqual(['none', 'none', 'none', []])
  })

  test('bytes that are no mail are vouched for by nobody', async () => {
    const noise = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256)
    expect(Object.values(await authenticateMail(noise, none, { resolver }))).not.toContain('pass')
  })
})
