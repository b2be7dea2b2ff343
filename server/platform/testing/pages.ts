import type { FastifyInstance } from 'fastify'

interface Served {
  http: FastifyInstance
}

/** A form as a browser without scripts sends it, with its files. */
export function multipart(
  fields: Record<string, string | string[]>,
  files: { field: string; name: string; bytes: Buffer }[] = [],
): { payload: Buffer; headers: Record<string, string> } {
  const parts: Buffer[] = []
  const head = (text: string) =>
    parts.push(Buffer.from(`--coupe\r\ncontent-disposition: form-data; ${text}\r\n\r\n`))
  for (const [name, given] of Object.entries(fields))
    for (const value of [given].flat()) {
      head(`name="${name}"`)
      parts.push(Buffer.from(`${value}\r\n`))
    }
  for (const { field, name, bytes } of files) {
    head(`name="${field}"; filename="${name}"`)
    parts.push(bytes, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from('--coupe--\r\n'))
  return { payload: Buffer.concat(parts), headers: { 'content-type': 'multipart/form-data; boundary=coupe' } }
}

/** Opens a page as a browser would. */
export const openPage = (app: Served, url: string) =>
  app.http.inject({ url, headers: { 'accept-language': 'fr' }, remoteAddress: anAddress() })

/** Sends a small form as a browser would. */
export const sendPage = (app: Served, url: string, fields: Record<string, string>) =>
  app.http.inject({
    method: 'POST',
    url,
    remoteAddress: anAddress(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'fr' },
    payload: new URLSearchParams(fields).toString(),
  })

/** Sends a form with files. */
export const sendFiles = (app: Served, url: string, ...form: Parameters<typeof multipart>) =>
  app.http.inject({ method: 'POST', url, remoteAddress: anAddress(), ...multipart(...form) })

/** What a page keeps in a hidden field. */
export const hiddenField = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''

/** Another one each time: the limits of an address are asked for by themselves. */
const anAddress = () => `198.18.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`
