import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { aBlockedSender, aDouble, aFile, aMerge, anImport } from './customers.ts'
import { administrators, everybody, inside, type Line, leads } from './line.ts'

const read = { to: everybody, scope: 'contacts:read' } as const
const write = { to: inside, scope: 'contacts:write' } as const
const keep = { to: inside, scope: 'contacts:read' } as const
const lead = { to: leads, scope: 'contacts:write' } as const
const configure = { to: administrators, scope: 'settings:write' } as const

const anew = () =>
  newToken()
    .token.slice(0, 12)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')
const label = { labelFr: 'Taille', labelEn: 'Size' }

/** Lines of contract/contacts.ts. */
export const contactLines: Line[] = [
  { route: 'GET /contacts', ...read, ask: () => ({ path: '/contacts' }) },
  {
    route: 'GET /contacts',
    way: 'searched',
    ...read,
    ask: () => ({ path: '/contacts', query: { q: 'camille dominique jonquille' } }),
  },
  {
    route: 'GET /contacts',
    way: 'of a company',
    ...read,
    except: { partner: 403 }, // asking by a field would tell the field
    hidden: 200, // nobody there whom the collaborator may see
    hiddenSecond: 200,
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({ path: '/contacts', query: { companyId: second.company } }),
  },
  {
    route: 'POST /contacts',
    ...write,
    ok: 201,
    foreign: 422,
    ask: (_, second) => ({ path: '/contacts', body: { name: 'Zoé', companyId: second.company } }),
  },
  { route: 'GET /contacts/{id}', ...read, ask: at => ({ path: `/contacts/${at.contact}` }) },
  {
    route: 'PATCH /contacts/{id}',
    ...write,
    foreignSecond: 422,
    ask: (at, second) => ({ path: `/contacts/${at.contact}`, body: { companyId: second.company } }),
  },
  {
    route: 'POST /contacts/{id}/identities',
    ...write,
    ok: 201,
    ask: at => ({
      path: `/contacts/${at.contact}/identities`,
      body: { kind: 'email', value: `${anew()}@gmail.com` },
    }),
  },
  {
    route: 'PATCH /contacts/{id}/identities/{identityId}',
    ...write,
    ask: (at, second) => ({
      path: `/contacts/${at.contact}/identities/${second.identity}`,
      body: { verified: true },
    }),
  },
  {
    route: 'DELETE /contacts/{id}/identities/{identityId}',
    ...write,
    fresh: async ({ key, seen }) => {
      const value = `${anew()}@gmail.com`
      const path = `/contacts/${seen.contact}/identities`
      const card = ok(await key({ method: 'POST', path, body: { kind: 'email', value } }), 'identity')
      const { identities } = card as { identities: { id: string; value: string }[] }
      return { identity: identities.find(one => one.value === value)!.id }
    },
    ask: (at, second) => ({ path: `/contacts/${at.contact}/identities/${second.identity}` }),
  },
  {
    route: 'GET /contacts/{id}/timeline',
    ...read,
    ask: at => ({ path: `/contacts/${at.contact}/timeline` }),
  },
  { route: 'GET /contacts/{id}/records', ...read, ask: at => ({ path: `/contacts/${at.contact}/records` }) },
  {
    route: 'PUT /contacts/{id}/records/{type}/{externalId}',
    ...write,
    ask: at => ({
      path: `/contacts/${at.contact}/records/invoice/F-1-${at.contact}`,
      body: { title: 'Facture' },
    }),
  },
  { route: 'GET /contacts/duplicates', ...keep, ask: () => ({ path: '/contacts/duplicates' }) },
  {
    route: 'POST /contacts/duplicates/search',
    ...write,
    ask: () => ({ path: '/contacts/duplicates/search', body: {} }),
  },
  {
    route: 'GET /contacts/{id}/duplicates',
    ...keep,
    ask: at => ({ path: `/contacts/${at.contact}/duplicates` }),
  },
  {
    route: 'POST /contacts/{id}/duplicates/{otherId}/dismissal',
    ...write,
    fresh: async ({ key }) => ({ otherContact: await aDouble(key, 'Double') }),
    ask: (at, second) => ({ path: `/contacts/${at.contact}/duplicates/${second.otherContact}/dismissal` }),
  },
  {
    route: 'DELETE /contacts/{id}/duplicates/{otherId}/dismissal',
    ...write,
    fresh: async ({ key }) => ({ otherContact: await aDouble(key, 'Double') }),
    ask: (at, second) => ({ path: `/contacts/${at.contact}/duplicates/${second.otherContact}/dismissal` }),
  },
  {
    route: 'GET /contacts/{id}/merge-preview',
    ...keep,
    fresh: async ({ key }) => ({ otherContact: await aDouble(key, 'Double') }),
    ask: (at, second) => ({
      path: `/contacts/${at.contact}/merge-preview`,
      query: { otherId: second.otherContact },
    }),
  },
  { route: 'GET /contacts/{id}/merges', ...keep, ask: at => ({ path: `/contacts/${at.contact}/merges` }) },
  {
    route: 'POST /contacts/{id}/merges',
    ...write,
    ok: 201,
    fresh: async ({ key }) => ({ otherContact: await aDouble(key, 'Double') }),
    ask: (at, second) => ({ path: `/contacts/${at.contact}/merges`, body: { otherId: second.otherContact } }),
  },
  {
    route: 'DELETE /contacts/{id}/merges/{mergeId}',
    ...write,
    fresh: async ({ key, seen }) => ({ merge: await aMerge(key, seen.contact, 'Double') }),
    ask: (at, second) => ({ path: `/contacts/${at.contact}/merges/${second.merge}` }),
  },
  {
    route: 'GET /contacts/{id}/consents',
    ...keep,
    ask: at => ({ path: `/contacts/${at.contact}/consents` }),
  },
  {
    route: 'POST /contacts/{id}/consents',
    ...write,
    ok: 201,
    ask: at => ({
      path: `/contacts/${at.contact}/consents`,
      body: { purpose: 'survey', given: true, source: 'essai' },
    }),
  },
  {
    route: 'GET /contacts/{id}/contactability',
    ...keep,
    ask: at => ({ path: `/contacts/${at.contact}/contactability`, query: { purpose: 'survey' } }),
  },
  {
    route: 'GET /contacts/export',
    to: leads,
    scope: 'contacts:read',
    ask: () => ({ path: '/contacts/export' }),
  },
  { route: 'GET /imports', to: leads, scope: 'contacts:read', ask: () => ({ path: '/imports' }) },
  {
    route: 'POST /imports',
    ...lead,
    ok: 201,
    ask: () => ({ path: '/imports', body: aFile }),
  },
  {
    route: 'GET /imports/{id}',
    to: leads,
    scope: 'contacts:read',
    ask: at => ({ path: `/imports/${at.import}` }),
  },
  {
    route: 'POST /imports/{id}/preview',
    ...lead,
    fresh: async ({ key }) => ({ import: await anImport(key) }),
    ask: at => ({ path: `/imports/${at.import}/preview`, body: { mapping: ['email', 'name'] } }),
  },
  {
    route: 'POST /imports/{id}/start',
    ...lead,
    fresh: async ({ key }) => ({ import: await anImport(key) }),
    ask: at => ({ path: `/imports/${at.import}/start`, body: { mapping: ['email', 'name'] } }),
  },
  {
    route: 'GET /imports/{id}/refused',
    to: leads,
    scope: 'contacts:read',
    ask: at => ({ path: `/imports/${at.import}/refused` }),
  },
  {
    route: 'DELETE /imports/{id}',
    ...lead,
    fresh: async ({ key }) => ({ import: await anImport(key) }),
    ask: at => ({ path: `/imports/${at.import}` }),
  },
  {
    route: 'GET /blocked-senders',
    to: leads,
    scope: 'contacts:read',
    ask: () => ({ path: '/blocked-senders' }),
  },
  {
    route: 'POST /blocked-senders',
    ...lead,
    ok: 201,
    ask: (_, second) => ({
      path: '/blocked-senders',
      body: { kind: 'domain', value: `${anew()}.example`, conversationId: second.conversation },
    }),
  },
  {
    route: 'DELETE /blocked-senders/{id}',
    ...lead,
    fresh: async ({ key }) => ({ blockedSender: await aBlockedSender(key) }),
    ask: at => ({ path: `/blocked-senders/${at.blockedSender}` }),
  },
  { route: 'GET /companies', ...read, ask: () => ({ path: '/companies' }) },
  {
    route: 'GET /companies/{id}',
    ...read,
    except: { partner: 404 }, // a field that its contract leaves out
    ask: at => ({ path: `/companies/${at.company}` }),
  },
  { route: 'GET /attributes', to: everybody, scope: 'settings:read', ask: () => ({ path: '/attributes' }) },
  {
    route: 'POST /attributes',
    ...configure,
    ok: 201,
    ask: () => ({
      path: '/attributes',
      body: { ...label, subject: 'contact', key: `a${anew()}`, type: 'text' },
    }),
  },
  {
    route: 'PATCH /attributes/{id}',
    ...configure,
    ask: at => ({ path: `/attributes/${at.attribute}`, body: { position: 3 } }),
  },
  {
    route: 'DELETE /attributes/{id}',
    ...configure,
    fresh: async ({ key }) => {
      const body = { ...label, subject: 'contact', key: `b${anew()}`, type: 'text' }
      const made = ok(await key({ method: 'POST', path: '/attributes', body }), 'attribute')
      return { attribute: (made as { id: string }).id }
    },
    ask: at => ({ path: `/attributes/${at.attribute}` }),
  },
]
