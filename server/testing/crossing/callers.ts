import type { App } from '#server/app.ts'

/** A request as a line of the table says it. */
export interface Asked {
  method?: string
  /** Below /api/v1, unless it starts with /api or /s or ends outside. */
  path: string
  query?: Record<string, string>
  body?: unknown
  /** Bytes of a mail, or a file sent as a form. */
  raw?: { type: string; bytes: Buffer | string }
  file?: { name: string; bytes: Buffer }
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  body: string
  /** Everything that reached the caller: headers and body. */
  text: string
}

export type Send = (asked: Asked & { method: string }) => Promise<Answer>

const outside =
  /^\/(?:api\/|widget\/|shop$|chat\/|s\/|r\/|f\/|requests\/|contact(?:\/|$)|accessibility\/|subprocessors\/|erasure-certificates\/|brands\/[^/]+\/logo$|assets\/|(?:healthz|readyz|metrics|index\.html)?$)/

/** Asks the program with fixed headers: a cookie, a key, or none. */
export function askAs(app: App, fixed: Record<string, string>): Send {
  return async asked => {
    const url = outside.test(asked.path) ? asked.path : `/api/v1${asked.path}`
    const query = asked.query ? `?${new URLSearchParams(asked.query)}` : ''
    const { payload, type } = payloadOf(asked)
    const answer = await app.http.inject({
      method: asked.method as 'GET',
      url: url + query,
      remoteAddress: anAddress(),
      // As a browser on our own page says it; sign-in asks for it.
      headers: {
        origin: app.ground.publicUrl,
        ...fixed,
        ...(type && { 'content-type': type }),
        ...asked.headers,
      },
      ...(payload !== undefined && { payload }),
    })
    return {
      status: answer.statusCode,
      body: answer.body,
      text: `${JSON.stringify(answer.headers)}\n${answer.body}`,
    }
  }
}

/** Another one each time: the limits of an address are not what is asked here. */
const anAddress = () => `198.18.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`

function payloadOf({ body, raw, file }: Asked): { payload?: Buffer | string; type?: string } {
  if (raw) return { payload: raw.bytes, type: raw.type }
  if (file) {
    const head = `--limite\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
    return {
      payload: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from('\r\n--limite--\r\n')]),
      type: 'multipart/form-data; boundary=limite',
    }
  }
  return body === undefined ? {} : { payload: JSON.stringify(body), type: 'application/json' }
}

/** The body of an answer that had to be a success. */
export function ok(answer: Answer, what: string): unknown {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${answer.text}`)
  return answer.body === '' ? {} : JSON.parse(answer.body)
}
