import './ui/layers.css'
import '@mantine/core/styles.layer.css'
import './ui/global.css'
import routes from 'virtual:contract-routes'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { App } from './App.tsx'
import { createApi } from './api/client.ts'
import { createQueryClient } from './api/query-client.ts'
import { createSteadyFetch } from './api/steady-fetch.ts'
import { slugOf, wayOut } from './enter.ts'
import { startI18n } from './i18n/index.ts'
import { followUpdates } from './newer-version.ts'

/** Builds the page: what it depends on is made here and handed down. */
async function start() {
  followUpdates({
    target: window,
    // Not the object itself: where storage is refused, already naming it throws.
    storage: {
      getItem: key => sessionStorage.getItem(key),
      setItem: (key, value) => sessionStorage.setItem(key, value),
    },
    now: Date.now,
    reload: () => location.reload(),
  })
  const slug = slugOf(location.pathname)
  const i18n = await startI18n(languageMemory, navigator.languages)
  const queryClient = createQueryClient()
  const handleSignedOut = () => location.assign(wayOut(location.pathname + location.search))
  const api = createApi({
    origin: location.origin,
    routes,
    fetch: createSteadyFetch({
      fetch: request => fetch(request),
      wait: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
      random: Math.random,
    }),
    language: () => i18n.language,
    workspace: () => slug,
    newKey: () => crypto.randomUUID(),
    onSignedOut: () => {
      // On the pages without a session a 401 is an answer ("wrong password"), not an end.
      if (queryClient.getQueryCache().getAll().length > 0 && !isPublic(location.pathname)) handleSignedOut()
    },
  })
  createRoot(document.getElementById('root')!).render(
    <I18nextProvider i18n={i18n}>
      <App api={api} queryClient={queryClient} slug={slug} onSignedOut={handleSignedOut} />
    </I18nextProvider>,
  )
}

function isPublic(path: string): boolean {
  return /^\/(sign-in|set-up|invitation|accessibility|wall)(\/|$)/.test(path)
}

const languageMemory = {
  read: () => {
    try {
      return localStorage.getItem('boucle.language')
    } catch {
      return null // storage refused: the browser's languages decide
    }
  },
  write: (language: string) => {
    try {
      localStorage.setItem('boucle.language', language)
    } catch {
      // As above: the choice lasts as long as the page.
    }
  },
}

void start()
