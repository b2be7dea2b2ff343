import { once } from 'node:events'
import {
  createServer,
  get,
  globalAgent,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type LookupFunction } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOutside, isPublicAddress, type OutsideRequest, readNetworks } from './outside.ts'

test.each([
  ['93.184.215.14', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['198.18.0.1', false],
  ['203.0.113.9', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::7f00:1', false],
  ['::808:808', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['::ffff:169.254.169.254', false],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b::a9fe:a9fe', false],
  ['64:ff9b:1::1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['2001:db8::1', false],
  ['fd00::1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
  ['4000::1', false],
  ['localhost', false],
  ['', false],
])('SEC-1 SEC-2: the address %s is outside: %s', (address, isOutside) => {
  expect(isPublicAddress(address)).toBe(isOutside)
})

test('SEC-2: an inner address of version 4 stays inside however it is written as version 6', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  const inner = fc.oneof(
    fc.tuple(fc.constant(127), byte, byte, byte),
    fc.tuple(fc.constant(10), byte, byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
  )
  fc.assert(
    fc.property(inner, ([a, b, c, d]) => {
      const dotted = [a, b, c, d].join('.')
      const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
      const written = [
        dotted,
        `::ffff:${dotted}`,
        `::ffff:${hex}`,
        `::${hex}`,
        `64:ff9b::${hex}`,
        `2002:${hex}::`,
      ]
      expect(written.filter(isPublicAddress)).toEqual([])
    }),
  )
})

test('networks are read, and what is none is not', () => {
  const inside = readNetworks('10.0.0.0/8, 127.0.0.1, fd00::/8')!
  expect(['10.9.9.9', '127.0.0.1', '::ffff:10.1.1.1', 'fd00::5'].filter(inside)).toHaveLength(4)
  expect(['11.0.0.1', '127.0.0.2', '8.8.8.8', '::1', 'localhost', ''].filter(inside)).toEqual([])
  for (const wrong of ['', 'localhost', '10.0.0.0/33', '10.0.0.0/8,', '10.0.0'])
    expect(readNetworks(wrong), wrong).toBeUndefined()
})

describe('SEC-2: a place that a stranger named', () => {
  const asked: string[] = []
  const answers: Record<string, RequestListener> = {
    '/': (_, response) => response.end('here'),
    '/moved': (_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    '/endless': (_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
      }
      response.on('drain', more)
      more()
    },
    '/drip': (_, response) => {
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    },
    '/silent': () => undefined,
  }
  const listener: RequestListener = (request, response) => {
    asked.push(`${(request as IncomingMessage).socket.localAddress} ${request.url}`)
    answers[request.url ?? '']?.(request, response)
  }
  const servers: Server[] = []
  let port = 0
  beforeAll(async () => {
    const first = createServer(listener).listen(0, '127.0.0.1')
    await once(first, 'listening')
    port = (first.address() as AddressInfo).port
    const second = createServer(listener).listen(port, '127.0.0.2')
    await once(second, 'listening')
    servers.push(first, second)
  })
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
  })
  // In these tests 127.0.0.2 plays the open internet, and 127.0.0.1 what lies inside.
  const ask = (path: string, more: Partial<OutsideRequest> = {}) =>
    askOutside(new URL(path, `http://127.0.0.2:${port}`), {
      timeoutMs: 400,
      maxBytes: 1000,
      mayAsk: address => address === '127.0.0.2',
      ...more,
    })
  const named = (...addresses: string[]) => ({
    resolve: async () => addresses.map(address => ({ address, family: 4 })),
  })

  test('answers with what it says', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, isCut: false, body: Buffer.from('here') })
  })

  test('that moves elsewhere has answered: nobody follows', async () => {
    expect(await ask('/moved')).toMatchObject({ status: 302 })
  })

  test('that never ends is cut at the size asked for, and its connection closed', async () => {
    const answer = await ask('/endless', { timeoutMs: 5000 })
    expect(answer).toMatchObject({ status: 200, isCut: true })
    expect(answer.body).toHaveLength(1000)
  })

  test.each(['/silent', '/drip'])('that takes its time is left: %s', async path => {
    await expect(ask(path)).rejects.toMatchObject({ problem: 'time' })
  })

  test('that is inside is not asked, by number or by name', async () => {
    const before = asked.length
    for (const url of [
      `http://127.0.0.1:${port}/`,
      `http://2130706433:${port}/`,
      `http://0x7f.1:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://[::1]:${port}/`,
    ])
      await expect(ask(url), url).rejects.toMatchObject({ problem: 'address' })
    await expect(ask(`http://shop.test:${port}/`, named('127.0.0.1'))).rejects.toMatchObject({
      problem: 'address',
    })
    await expect(ask('file:///etc/passwd')).rejects.toMatchObject({ problem: 'protocol' })
    await expect(ask(`http://shop.test:${port}/`, named())).rejects.toMatchObject({ problem: 'name' })
    expect(asked).toHaveLength(before)
  })

  test('whose name leads to both sides is asked outside alone', async () => {
    const before = asked.length
    const both = await ask(`http://shop.test:${port}/`, named('127.0.0.1', '127.0.0.2'))
    expect(both.status).toBe(200)
    expect(asked.slice(before)).toEqual(['127.0.0.2 /'])
  })

  test('whose name changes its mind after the check leads nowhere: what was checked is what is asked', async () => {
    const before = asked.length
    let times = 0
    const resolve = async () => {
      times += 1
      return [{ address: times === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }]
    }
    expect((await ask(`http://turncoat.test:${port}/`, { resolve })).status).toBe(200)
    expect(times).toBe(1)
    await expect(ask(`http://turncoat.test:${port}/`, { resolve })).rejects.toMatchObject({
      problem: 'address',
    })
    expect(asked.slice(before)).toEqual(['127.0.0.2 /'])
  })

  test('is never reached by a connection that somebody else keeps to an inner place of the same name', async () => {
    const lookup: LookupFunction = (_name, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
    const [inner] = await once(get(`http://store.test:${port}/`, { agent: globalAgent, lookup }), 'response')
    await once(inner.resume(), 'close')
    expect(Object.keys(globalAgent.freeSockets).join()).toContain('store.test')
    const before = asked.length
    await expect(ask(`http://store.test:${port}/`, named('127.0.0.1'))).rejects.toMatchObject({
      problem: 'address',
    })
    expect(asked).toHaveLength(before)
  })

  test('where nobody listens, or nobody speaks HTTP, fails with a reason', async () => {
    const mute = createTcpServer(socket => socket.resume().end('hello\r\n')).listen(0, '127.0.0.2')
    await once(mute, 'listening')
    const other = (mute.address() as AddressInfo).port
    await expect(ask(`http://127.0.0.2:${other}/`)).rejects.toMatchObject({ problem: 'connection' })
    mute.close()
    await once(mute, 'close')
    await expect(ask(`http://127.0.0.2:${other}/`)).rejects.toMatchObject({
      problem: 'connection',
      message: 'ECONNREFUSED',
    })
  })
})
