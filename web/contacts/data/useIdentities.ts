import { useTranslation } from 'react-i18next'
import type { Contact, Identity } from '../../../contract/contacts.ts'
import { useApi } from '../../api/ApiProvider.tsx'
import { useAnnounce } from '../../ui/LiveRegions.tsx'
import { useUndo } from '../../ui/UndoProvider.tsx'
import { useContactCache } from './useContactCache.ts'
import { reasonOf } from './useContactChange.ts'

/** Acts on the addresses and numbers of a card: each shows at once, and can be undone. */
export function useIdentities(contact: Contact) {
  const { t } = useTranslation('contacts')
  const { call } = useApi()
  const cache = useContactCache()
  const offerUndo = useUndo()
  const announce = useAnnounce()
  const { id } = contact

  const act = async (
    optimistic: Identity[],
    run: () => Promise<Contact>,
    undo: { text: string; run: () => Promise<Contact> },
  ) => {
    cache.put({ ...contact, identities: optimistic })
    try {
      cache.put(await run())
    } catch (error) {
      cache.put(contact)
      announce(reasonOf(error), 'assertive', { visible: true })
      return
    }
    offerUndo({ text: undo.text, undo: async () => cache.put(await undo.run()) })
  }

  const mark = (identity: Identity, part: { verified?: boolean; blocked?: boolean }, text: string) => {
    const now = new Date().toISOString()
    const opposite = {
      ...(part.verified !== undefined && { verified: !part.verified }),
      ...(part.blocked !== undefined && { blocked: !part.blocked }),
    }
    const update = (change: typeof part) =>
      call.contacts.updateIdentity({ id, identityId: identity.id, ...change })
    return act(
      contact.identities.map(one =>
        one.id === identity.id
          ? {
              ...one,
              ...(part.verified !== undefined && { verifiedAt: part.verified ? now : null }),
              ...(part.blocked !== undefined && { blockedAt: part.blocked ? now : null }),
            }
          : one,
      ),
      () => update(part),
      { text, run: () => update(opposite) },
    )
  }

  return {
    verify: (identity: Identity, verified: boolean) =>
      mark(identity, { verified }, t(verified ? 'identity.verifiedDone' : 'identity.unverifiedDone')),
    block: (identity: Identity, blocked: boolean) =>
      mark(identity, { blocked }, t(blocked ? 'identity.blockedDone' : 'identity.unblockedDone')),
    /** Refused by the server when the address has written: its messages would lose their author. */
    remove: (identity: Identity) =>
      act(
        contact.identities.filter(one => one.id !== identity.id),
        () => call.contacts.removeIdentity({ id, identityId: identity.id }),
        { text: t('identity.removed', { value: identity.shown }), run: () => addAgain(identity) },
      ),
    /** Throws what the server refuses, for the form to show. */
    add: async (kind: Identity['kind'], value: string) => {
      const after = await call.contacts.addIdentity({ id, kind, value })
      cache.put(after)
      const added = after.identities.find(one => !contact.identities.some(known => known.id === one.id))
      if (added)
        offerUndo({
          text: t('identity.added', { value: added.shown }),
          undo: async () => cache.put(await call.contacts.removeIdentity({ id, identityId: added.id })),
        })
    },
  }

  async function addAgain(identity: Identity): Promise<Contact> {
    const after = await call.contacts.addIdentity({ id, kind: identity.kind, value: identity.value })
    const back = after.identities.find(one => one.kind === identity.kind && one.value === identity.value)
    if (!back || (!identity.verifiedAt && !identity.blockedAt)) return after
    return call.contacts.updateIdentity({
      id,
      identityId: back.id,
      verified: identity.verifiedAt !== null,
      blocked: identity.blockedAt !== null,
    })
  }
}
