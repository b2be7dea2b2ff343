import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a program needs to reach a store, as the settings name it. */
export interface StoreSettings {
  kind: 's3'
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/**
 * A store for tests that speaks what we use of S3 (put, get, head, delete, list, delete several) and refuses whatever a true
 * one would: a signature of another key, a body that is not what was signed, a verb it does not know.
 */
export async function anObjectStore(): Promise<{
  settings: StoreSettings
  objects: Map<string, Buffer>
  /** Verbs that were asked for, and what was refused. */
  asked: string[]
  refused: string[]
  close(): Promise<void>
}> {
  const key = { accessKeyId: 'clef-de-test', secretAccessKey: 'un secret bien gardé', region: 'fr-par' }
  const bucket = 'boucle'
  const objects = new Map<string, Buffer>()
  const asked: string[] = []
  const refused: string[] = []
  const server = createServer((request, response) => {
    void answer(request, response).catch(error => fail(response, 500, 'InternalError', String(error)))
  })

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const sent = await bodyOf(request)
    const problem = verify(request, sent, key)
    if (problem) {
      refused.push(problem)
      return fail(response, 403, problem)
    }
    const body = /aws-chunked/.test(String(request.headers['content-encoding'])) ? unchunked(sent) : sent
    const url = new URL(request.url!, 'http://store')
    const [, place, ...path] = url.pathname.split('/')
    if (place !== bucket) return fail(response, 404, 'NoSuchBucket')
    const name = decodeURIComponent(path.join('/'))
    const { method } = request
    const verb = name
      ? `${method} object`
      : `${method} bucket${url.searchParams.has('delete') ? '?delete' : ''}`
    asked.push(verb)
    if (verb === 'PUT object') {
      objects.set(name, body)
      return response.writeHead(200, { etag: etagOf(body) }).end()
    }
    if (verb === 'GET object' || verb === 'HEAD object') {
      const content = objects.get(name)
      if (!content) return fail(response, 404, 'NoSuchKey')
      const head = {
        'content-length': content.length,
        etag: etagOf(content),
        'last-modified': new Date().toUTCString(),
      }
      return response.writeHead(200, head).end(method === 'GET' ? content : undefined)
    }
    if (verb === 'DELETE object') {
      objects.delete(name)
      return response.writeHead(204).end()
    }
    if (verb === 'POST bucket?delete') {
      for (const [, gone] of String(body).matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(gone!)
      return xml(response, '<DeleteResult/>')
    }
    if (verb === 'GET bucket') return xml(response, listing(objects, url.searchParams))
    return fail(response, 501, 'NotImplemented')
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: { kind: 's3', endpoint: `http://127.0.0.1:${port}`, bucket, ...key },
    objects,
    asked,
    refused,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

type Key = Pick<StoreSettings, 'accessKeyId' | 'secretAccessKey' | 'region'>

/** AWS Signature Version 4, from its description; the code of a refusal, or undefined when all of it is true. */
function verify({ method, url, headers }: IncomingMessage, sent: Buffer, key: Key): string | undefined {
  const said = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  )
  if (!said) return 'AccessDenied'
  const [, credential = '', signed = '', signature = ''] = said
  const [id, day, region, service, end] = credential.split('/')
  if (id !== key.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== key.region || service !== 's3' || end !== 'aws4_request')
    return 'AuthorizationHeaderMalformed'
  const names = signed.split(';')
  if (!names.includes('host') || !names.includes('x-amz-date')) return 'AccessDenied'
  const { pathname, searchParams } = new URL(url!, 'http://store')
  const encoded = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, one => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  const query = [...searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const payload = String(headers['x-amz-content-sha256'])
  const request = [
    method,
    pathname,
    query,
    ...names.map(name => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    signed,
    payload,
  ].join('\n')
  const date = String(headers['x-amz-date'])
  const toSign = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, sha256(request)].join('\n')
  const hmac = (secret: Buffer | string, text: string) => createHmac('sha256', secret).update(text).digest()
  const signing = [day!, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  )
  if (!timingSafeEqual(hmac(signing, toSign), Buffer.from(signature, 'hex'))) return 'SignatureDoesNotMatch'
  if (Math.abs(Date.now() - instantOf(date)) > 15 * 60_000) return 'RequestTimeTooSkewed'
  // A whole body is what was signed; one in pieces says so, and its length is checked when they are joined.
  if (/^[0-9a-f]{64}$/.test(payload) && payload !== sha256(sent)) return 'XAmzContentSHA256Mismatch'
  return undefined
}

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

const instantOf = (date: string) =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))

const etagOf = (content: Buffer) => `"${createHash('md5').update(content).digest('hex')}"`

/** The pieces of a body that was sent as `aws-chunked`, without their lengths and what follows the last. */
function unchunked(sent: Buffer): Buffer {
  const pieces: Buffer[] = []
  let at = 0
  for (;;) {
    const end = sent.indexOf('\r\n', at)
    const length = Number.parseInt(sent.toString('latin1', at, end), 16)
    if (length === 0) return Buffer.concat(pieces)
    pieces.push(sent.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/** Pages of three, so that whoever lists has to ask again. */
function listing(objects: Map<string, Buffer>, asked: URLSearchParams): string {
  const prefix = asked.get('prefix') ?? ''
  const after = asked.get('continuation-token') ?? ''
  const names = [...objects.keys()].filter(name => name.startsWith(prefix) && name > after).sort()
  const page = names.slice(0, 3)
  const isMore = names.length > page.length
  return `<ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${isMore}</IsTruncated>${
    isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''
  }${page
    .map(
      name =>
        `<Contents><Key>${name}</Key><Size>${objects.get(name)!.length}</Size><ETag>${etagOf(objects.get(name)!)}</ETag><LastModified>${new Date().toISOString()}</LastModified></Contents>`,
    )
    .join('')}</ListBucketResult>`
}

function xml(response: ServerResponse, body: string): void {
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${body}`)
}

function fail(response: ServerResponse, status: number, code: string, message = code): void {
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    )
}
