import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookPayload } from '#contract/webhook-events.ts'

export interface Heard {
  path: string
  headers: IncomingHttpHeaders
  body: string
  payload: WebhookPayload
}

/** How a peer answers: a status, or whatever it does with the response; `undefined` never answers. */
export type Manner = (heard: Heard, response: ServerResponse) => number | 'own way' | Promise<number>

/** A program that hears webhooks, on this machine. */
export async function aPeer(manner: Manner = () => 204) {
  const heard: Heard[] = []
  const peer = {
    heard,
    manner,
    url: '',
    byType: (type: string) => heard.filter(one => one.payload.type === type),
    close,
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    const one = { path: request.url ?? '', headers: request.headers, body, payload: JSON.parse(body) }
    heard.push(one)
    const answer = await peer.manner(one, response)
    if (answer !== 'own way') response.writeHead(answer).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  peer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return peer

  async function close() {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}
