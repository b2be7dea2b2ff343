import { isMantineColorScheme, type MantineColorSchemeManager } from '@mantine/core'

const key = 'boucle.scheme'

/** Keeps the colours chosen on this machine under the name that first-paint.js reads, and follows other tabs. */
export function colorSchemeMemory(storage: Storage): MantineColorSchemeManager {
  let listen: ((event: StorageEvent) => void) | undefined
  const read = () => {
    try {
      return storage.getItem(key)
    } catch {
      return null // storage refused: as the system does
    }
  }
  return {
    get: fallback => {
      const kept = read()
      return isMantineColorScheme(kept) ? kept : fallback
    },
    set: value => {
      try {
        storage.setItem(key, value)
      } catch {
        // Storage refused: the choice lasts as long as the page.
      }
    },
    subscribe: onUpdate => {
      listen = event => {
        if (event.key === key && isMantineColorScheme(event.newValue)) onUpdate(event.newValue)
      }
      window.addEventListener('storage', listen)
    },
    unsubscribe: () => {
      if (listen) window.removeEventListener('storage', listen)
    },
    clear: () => storage.removeItem(key),
  }
}
