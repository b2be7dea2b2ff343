import { createLauncher } from './launcher.ts'
import { createPageApi } from './page-api.ts'

const script = document.currentScript as HTMLScriptElement | null
const key = script?.dataset.key

// Named twice on a page, it is there once.
if (script && key && !window.Boucle?.isLoaded) {
  const api = createPageApi(window)
  const start = () =>
    createLauncher({
      api,
      server: new URL(script.src).origin,
      key,
      locale: script.dataset.locale,
      side: script.dataset.side,
    })
  // After the page: what the visitor came for is first.
  const whenIdle = () => ('requestIdleCallback' in window ? requestIdleCallback(start) : setTimeout(start, 1))
  if (document.readyState === 'complete') whenIdle()
  else addEventListener('load', whenIdle, { once: true })
} else if (script && key) window.Boucle?.('attach') // a page that took it away brings it back

declare global {
  interface Window {
    Boucle?: {
      (command: string, ...values: unknown[]): unknown
      /** Calls made before the script was there. */
      q?: IArguments[]
      isLoaded?: boolean
    }
  }
}
