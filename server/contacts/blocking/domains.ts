import { domainToASCII } from 'node:url'

/** A domain as it is compared, from what a person wrote: with or without an address, a `www.` or a page around it. */
export function normaliseDomain(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/s, '')
    .replace(/^www\.(?=[^.]+\.[^.])/i, '')
    .replace(/\.$/, '')
  const domain = domainToASCII(bare)
  if (domain.length > 253 || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) || /^[\d.]+$/.test(domain))
    return undefined
  return domain
}

/** The domain of a mail address and those it is under, longest first; a single word is no domain. */
export function domainsOf(address: string): string[] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.')
  return labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.'))
}

/** True when `domain` is `other` or is under it. */
export const isUnder = (domain: string, other: string): boolean =>
  domain === other || domain.endsWith(`.${other}`)
