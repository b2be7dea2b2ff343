import { createRequire } from 'node:module'

const known: string[] = createRequire(import.meta.url)('email-providers/all.json')

/**
 * Domains that say nothing about where someone works and that the package does not list: mailboxes of French access
 * providers past and present, overseas operators, private mail services.
 */
const alsoFree = `
  9business.fr 9online.fr 9services.com alsatis.net aol.fr bbox.fr budgetmail.fr caramail.fr cegetel.net
  cloud.orange.fr dartybox.com e.email evc.net fnac.net freesbee.fr guideo.fr ifrance.com infonie.com infonie.fr
  kiwi.fr libertysurf.fr lycos.fr multimania.com nerim.fr nerim.net neuf.com noos.fr nordnet.fr numericable.com
  numericable.fr only.fr oreka.com ozone.net sfr.com tiscali.fr wibox.fr worldonline.fr
  canl.nc izi.re lagoon.nc mediaserv.net mls.nc offratel.nc orange.re wanadoo.re zeop.re
  disroot.org duck.com fastmail.com hey.com ik.me infomaniak.com mailbox.org mailfence.com mailo.com murena.io net-c.com
  netc.fr ovi.com posteo.de posteo.net riseup.net simplelogin.com tuta.com tuta.io tutanota.com vivaldi.net
  zaclys.com zaclys.net`

/** Addresses that a marketplace lends to a buyer for one order. */
const lent = `
  guest.airbnb.com guest.booking.com m.expediapartnercentral.com marketplace.amazon.com marketplace.amazon.fr
  members.ebay.com members.ebay.fr messagerie.leboncoin.fr privaterelay.appleid.com`

const freeDomains = new Set([...known, ...`${alsoFree} ${lent}`.trim().split(/\s+/)])

/** The domain that tells someone's company; undefined for private mailboxes and for what is no domain name. */
export function companyDomain(address: string): string | undefined {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) || /^[\d.]+$/.test(domain)) return undefined
  const labels = domain.split('.')
  const parents = labels.slice(0, -1).map((_label, index) => labels.slice(index).join('.'))
  return parents.some(parent => freeDomains.has(parent)) ? undefined : domain
}

/**
 * True for a domain under which people who have nothing to do with each other have their addresses: a mail service, an
 * access provider, what lies under one, and what they lie under (`co.uk`, since `yahoo.co.uk` does).
 */
export function sharesMailboxes(domain: string): boolean {
  return companyDomain(`x@${domain}`) === undefined || wide.has(domain)
}

const wide = new Set(
  [...freeDomains].flatMap(free => {
    const labels = free.split('.')
    return labels.slice(1, -1).map((_label, index) => labels.slice(index + 1).join('.'))
  }),
)
