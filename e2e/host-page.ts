import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A page of somebody's site, as strict or as hostile as they like. */
export interface HostPage {
  language?: 'fr' | 'en'
  /** Content-Security-Policy of the page; what it must allow is in docs/widget.md. */
  policy?: string
  style?: string
  body?: string
  /** Attributes of the widget's script tag, beside its key. */
  attributes?: string
  /** Of a page in Arabic or Hebrew. */
  direction?: 'rtl'
}

/** A site that is not ours: another origin, with the widget's line on its pages. */
export async function startHostSite(server: string) {
  const pages = new Map<string, { key: string; page: HostPage }>()
  const web = createServer((request: IncomingMessage, answer) => {
    const [path = '', part] = (request.url ?? '').split('.')
    if (path === '/favicon') return answer.writeHead(204).end()
    const found = pages.get(path)
    if (!found) return answer.writeHead(404).end()
    const { key, page } = found
    if (part === 'css') return answer.writeHead(200, { 'content-type': 'text/css' }).end(page.style)
    answer.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      ...(page.policy && { 'content-security-policy': page.policy }),
    })
    answer.end(`<!doctype html><html lang="${page.language ?? 'fr'}" dir="${page.direction ?? 'ltr'}"><head><meta name="viewport" content="width=device-width">
<title>Fleurs</title>${page.style ? `<link rel="stylesheet" href="${path}.css">` : ''}</head>
<body>${page.body ?? '<main><h1>Fleurs</h1><p><a href="#one">Un lien</a></p></main>'}
<script async src="${server}/widget.js" data-key="${key}" ${page.attributes ?? ''}></script></body></html>`)
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  const origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  return {
    origin,
    /** The address of a page of this site. */
    page(key: string, page: HostPage = {}): string {
      const path = `/${pages.size + 1}`
      pages.set(path, { key, page })
      return origin + path
    },
    async close() {
      web.closeAllConnections()
      web.close()
      await once(web, 'close')
    },
  }
}

export type HostSite = Awaited<ReturnType<typeof startHostSite>>
