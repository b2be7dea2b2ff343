import { useApi } from '../../api/ApiProvider.tsx'

export interface Holder {
  id: string
  name: string
}

/** Finds who already has an address that was refused, so that the sentence can lead to them. */
export function useHolder() {
  const { call } = useApi()
  return async (value: string): Promise<Holder | undefined> => {
    try {
      const { items } = await call.contacts.listContacts({ identity: value, limit: 1 })
      return items[0] && { id: items[0].id, name: items[0].name }
    } catch {
      return undefined // the sentence of the server names them already; only the way there is missing
    }
  }
}
