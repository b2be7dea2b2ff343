import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A proxy as offices have them between a page and the program: pages pass, the live line only as it is told. */
export async function startProxy(target: string) {
  const { hostname, port } = new URL(target)
  const state = { sockets: 'pass' as 'pass' | 'refuse' | 'swallow' }
  /** The ends of each line: the visitor's, and the server's where there is one. */
  const lines = new Map<Socket, Socket | undefined>()
  const muted = new WeakSet<Socket>()
  let linesLetThrough = 0
  const web = createServer((asked, answer) => {
    const onwards = request(
      { hostname, port, path: asked.url, method: asked.method, headers: asked.headers },
      given => {
        answer.writeHead(given.statusCode ?? 502, given.headers)
        given.pipe(answer)
      },
    )
    onwards.on('error', () => answer.destroy())
    answer.on('close', () => onwards.destroy())
    asked.pipe(onwards)
  })
  web.on('upgrade', (asked, visitor: Socket, head) => {
    lines.set(visitor, undefined)
    visitor.on('error', () => {}) // a page that goes is no news
    visitor.on('close', () => lines.delete(visitor))
    if (state.sockets === 'swallow') return
    if (state.sockets === 'refuse') {
      visitor.end('HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<h1>No</h1>')
      return
    }
    linesLetThrough += 1
    const server = connect(Number(port), hostname)
    server.on('error', () => visitor.destroy())
    const headers = asked.rawHeaders.flatMap((name, place, all) =>
      place % 2 === 0 ? [`${name}: ${all[place + 1]}`] : [],
    )
    server.write(`${[`GET ${asked.url} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`)
    server.write(head)
    visitor.pipe(server).pipe(visitor)
    lines.set(visitor, server)
    visitor.on('close', () => server.destroy())
    server.on('close', () => {
      if (!muted.has(visitor)) visitor.destroy()
    })
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  return {
    url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    /** What becomes of live lines that are opened from now on. */
    setSockets(sockets: 'pass' | 'refuse' | 'swallow') {
      state.sockets = sockets
    },
    linesLetThrough: () => linesLetThrough,
    /** Cuts the lines that are open. */
    cut() {
      for (const visitor of lines.keys()) visitor.destroy()
    },
    /** Lets nothing more through on the lines that are open, and says nothing of it. */
    mute() {
      for (const [visitor, server] of lines) {
        muted.add(visitor)
        visitor.unpipe().resume()
        server?.unpipe().resume()
      }
    },
    async close() {
      for (const visitor of lines.keys()) visitor.destroy()
      web.closeAllConnections()
      web.close()
      await once(web, 'close')
    },
  }
}
