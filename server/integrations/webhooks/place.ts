import { isIP } from 'node:net'
import { Invalid } from '#server/platform/errors.ts'
import { isPublicAddress } from '#server/platform/outside.ts'

/** Networks of the operator that webhooks may go to although they are inside; absent = none. */
export type InnerNetworks = (address: string) => boolean

const ports = new Set(['', '443', '8443'])

/** Which addresses a webhook at this place may be posted to (SEC-2). Plain HTTP and other ports go to inner networks alone. */
export function mayPost(place: URL, isInner: InnerNetworks = () => false): (address: string) => boolean {
  const isSafe = place.protocol === 'https:' && ports.has(place.port)
  return address => isInner(address) || (isSafe && isPublicAddress(address))
}

/** The address of a webhook, refused where nobody could ever be asked there. */
export function placeOf(url: string, isInner?: InnerNetworks): URL {
  const place = new URL(url)
  if (place.username || place.password) throw new Invalid('webhook.credentials_in_url')
  if (!isInner) {
    if (place.protocol !== 'https:') throw new Invalid('webhook.https_only')
    if (!ports.has(place.port)) throw new Invalid('webhook.port', { port: place.port })
  }
  const host = place.hostname.replace(/^\[|\]$/g, '')
  // A name is looked up when it is asked: what it answers today says nothing of tomorrow.
  if (isIP(host) !== 0 && !mayPost(place, isInner)(host)) throw new Invalid('webhook.inside', { host })
  if (/^localhost\.?$|\.localhost\.?$/.test(host)) throw new Invalid('webhook.inside', { host })
  return place
}
