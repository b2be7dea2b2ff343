import { type LookupAddress, lookup } from 'node:dns'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { get as httpsGet } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { fileTypeFromBuffer } from 'file-type'

export interface Picture {
  type: string
  bytes: Buffer
}

export interface OutsidePictureOptions {
  /** Which addresses may be asked; tests ask their own machine. */
  mayAsk?: (address: string) => boolean
  timeoutMs?: number
  maxBytes?: number
}

/** Pictures that are only pictures: an SVG is a document, and may hold a program. */
const shown = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])
const maxRedirects = 3

/**
 * Fetches a picture that a mail points to, for someone who asked to see it: without telling who, and never from an
 * address inside (SEC-1). Undefined when there is no picture to be had.
 */
export async function fetchOutsidePicture(
  url: string,
  { mayAsk = isPublicAddress, timeoutMs = 8000, maxBytes = 8 * 1024 * 1024 }: OutsidePictureOptions = {},
): Promise<Picture | undefined> {
  const stop = AbortSignal.timeout(timeoutMs)
  let place = URL.canParse(url) ? new URL(url) : undefined
  for (let step = 0; place && step <= maxRedirects; step += 1) {
    const answer = await ask(place, mayAsk, stop)
    if (!answer) return undefined
    const { statusCode = 0, headers } = answer
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      answer.destroy()
      place = URL.canParse(headers.location, place.href) ? new URL(headers.location, place) : undefined
      continue
    }
    const bytes = statusCode === 200 ? await read(answer, maxBytes) : undefined
    answer.destroy()
    const type = bytes && (await fileTypeFromBuffer(bytes))?.mime
    return bytes && type && shown.has(type) ? { type, bytes } : undefined
  }
  return undefined
}

function ask(
  place: URL,
  mayAsk: (address: string) => boolean,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  const get = { 'http:': httpGet, 'https:': httpsGet }[place.protocol]
  const host = place.hostname.replace(/^\[|\]$/g, '')
  // A name is checked when it is resolved, and only what was checked is asked; an address is never resolved.
  if (!get || (isIP(host) !== 0 && !mayAsk(host))) return Promise.resolve(undefined)
  return new Promise(resolve => {
    const request = get(
      place,
      { lookup: lookupOf(mayAsk), signal, headers: { accept: 'image/*', 'user-agent': 'Mozilla/5.0' } },
      resolve,
    )
    request.on('error', () => resolve(undefined))
  })
}

function lookupOf(mayAsk: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const allowed = error ? [] : addresses.filter(({ address }) => mayAsk(address))
      const [first] = allowed
      if (!first) done(error ?? new Error(`${hostname} is not outside`), '', 4)
      else if (options.all) done(null, allowed)
      else done(null, first.address, first.family)
    })
}

async function read(answer: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length
      if (size > maxBytes) return undefined
      parts.push(part)
    }
  } catch {
    return undefined // cut on the way: half a picture is none
  }
  return Buffer.concat(parts)
}

/** True for an address of the open internet; false for this machine, its network, and what is reserved (RFC 6890). */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return isPublicAddress(mapped)
  return family === 4 ? !inside4.check(address, 'ipv4') : !inside6.check(address, 'ipv6')
}

// Two lists: in one, the addresses of version 4 written as version 6 would cover all of version 4.
const inside4 = new BlockList()
const inside6 = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside4.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inside6.addSubnet(net, prefix, 'ipv6')
