import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchOutsidePicture } from './outside-picture.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

describe('SEC-1: a picture that a mail points to', () => {
  const asked: string[] = []
  const answers: Record<string, RequestListener> = {
    '/a.png': (_, response) => response.end(png),
    '/moved': (_, response) => response.writeHead(302, { location: '/a.png' }).end(),
    '/turning': (_, response) => response.writeHead(302, { location: '/turning' }).end(),
    '/inside': (_, response) => response.writeHead(302, { location: 'http://[::1]/a.png' }).end(),
    '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/a.svg': (_, response) =>
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg onload="alert(1)"/>'),
    '/page': (_, response) =>
      response.writeHead(200, { 'content-type': 'image/png' }).end('<script>1</script>'),
    '/large.png': (_, response) => response.end(Buffer.concat([png, Buffer.alloc(5000)])),
    '/slow': () => undefined,
  }
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.cookie ?? ''}${request.headers.referer ?? ''}`.trim())
    const answer = answers[request.url ?? '']
    if (answer) answer(request, response)
    else response.writeHead(404).end()
  })
  let origin = ''
  beforeAll(async () => {
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const fetched = (path: string) =>
    fetchOutsidePicture(origin + path, {
      mayAsk: address => address === '127.0.0.1',
      timeoutMs: 500,
      maxBytes: 4000,
    })

  test('comes by itself, or from where it has moved, and tells nobody who asked', async () => {
    expect(await fetched('/a.png')).toEqual({ type: 'image/png', bytes: png })
    expect((await fetched('/moved'))?.type).toBe('image/png')
    expect(asked).toEqual(['/a.png', '/moved', '/a.png'])
  })

  test.each(['/turning', '/inside', '/file', '/a.svg', '/page', '/large.png', '/slow', '/missing'])(
    'does not come from %s',
    async path => {
      expect(await fetched(path)).toBeUndefined()
    },
  )

  test('is never asked of this machine, by number or by name', async () => {
    const before = asked.length
    const port = new URL(origin).port
    for (const url of [
      `${origin}/a.png`,
      `http://localhost:${port}/a.png`,
      `http://2130706433:${port}/a.png`,
    ])
      expect(await fetchOutsidePicture(url), url).toBeUndefined()
    expect(await fetchOutsidePicture('javascript:alert(1)')).toBeUndefined()
    expect(await fetchOutsidePicture('no address')).toBeUndefined()
    expect(asked).toHaveLength(before)
  })
})
