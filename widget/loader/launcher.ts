import type { ChatSettings, SignedIdentity } from '../../contract/chat.ts'
import { partOf } from '../parts.ts'
import { fill } from '../words/fill.ts'
import type { Bridge, Language, PageEvents, Panel, PanelPart } from './bridge.ts'
import { draw } from './drawing.ts'
import type { PageApi } from './page-api.ts'
import { watchDialogs } from './page-dialogs.ts'
import { languageFrom } from './page-language.ts'
import { isOpenAt, ruleFor } from './proactive.ts'
import { words } from './words.ts'

interface LauncherOptions {
  api: PageApi
  server: string
  key: string
  locale: string | undefined
  side: string | undefined
}

/**
 * What stands on the page before the visitor's click: a button drawn from the channel's settings. Until that click nothing
 * is kept in the browser, nobody is named, and the settings are the only thing asked for (BOT-1).
 */
export async function createLauncher({ api, server, key, side, ...options }: LauncherOptions) {
  let locale = options.locale
  let language = wantedLanguage()
  let settings = await settingsIn(language)
  if (!settings) return // an unknown or closed channel: no button that leads nowhere
  let identity: SignedIdentity | undefined
  let hasConsent = false
  let isQuiet = false
  let panel: Panel | undefined
  let opening: Promise<void> | undefined
  let isOpen = false
  let unread = 0
  const clockGap = Date.parse(settings.now) - Date.now()

  const drawing = draw({
    onLauncher: () => (isOpen ? close() : open()),
    onInvite: () => open(),
    onDismiss: quiet,
  })
  drawing.dress(settings, side)
  show()
  watchDialogs(found => drawing.setCovered(found))

  api.answer({
    open: text => open(text),
    close,
    identify(given) {
      identity = given
      panel?.identify(given)
    },
    locale(wish) {
      locale = wish
      void follow(wantedLanguage())
    },
    theme(given) {
      drawing.setTheme(given)
    },
    consent(given) {
      hasConsent = given === true
      if (!hasConsent) drawing.invite(undefined)
    },
    side: given => drawing.dress(settings!, given),
    attach: drawing.attach,
    hide: () => drawing.setHidden(true),
    show() {
      drawing.attach()
      drawing.setHidden(false)
    },
  })
  // A chat closed for good: no button that leads to nothing new, but a page's own button is answered in words.
  if (settings.isClosed && !hasBegun()) drawing.setHidden(true)
  api.emit('ready', undefined)
  watchPage()
  // A conversation that this tab began: what was answered since shows on the button.
  if (hasBegun()) void loadPanel()

  function wantedLanguage(): Language {
    return languageFrom([locale, document.documentElement.lang, ...navigator.languages])
  }

  async function settingsIn(wanted: Language): Promise<ChatSettings | undefined> {
    try {
      const answer = await fetch(`${server}/widget/v1/${key}/settings?language=${wanted}`, {
        credentials: 'omit',
        // Which page asks is nobody's affair: the browser names its origin, which is what the channel allows.
        referrerPolicy: 'no-referrer',
      })
      return answer.ok ? ((await answer.json()) as ChatSettings) : undefined
    } catch {
      return undefined
    }
  }

  async function follow(wanted: Language) {
    if (wanted === language) return
    const [asked, sentences] = [await settingsIn(wanted), panel && (await sentencesIn(wanted))]
    if (!asked) return
    language = wanted
    settings = asked
    show()
    if (sentences) panel?.setLanguage(language, sentences, settings)
  }

  function show() {
    const sentences = words[language]
    const { name } = settings!
    const title = isOpen ? 'close' : unread > 0 ? 'openUnread' : 'open'
    drawing.label(language, fill(sentences, title, { name, count: unread }), {
      isOpen,
      unread,
      name,
      region: sentences.region,
      dismiss: sentences.dismiss,
    })
  }

  function open(text?: string) {
    drawing.attach()
    drawing.invite(undefined)
    if (settings!.isClosed) drawing.setHidden(false)
    isQuiet = true
    opening ??= loadPanel().finally(() => {
      opening = undefined
    })
    void opening.then(() => {
      if (!panel || isOpen) {
        if (typeof text === 'string') panel?.propose(text)
        return
      }
      isOpen = true
      panel.open()
      if (typeof text === 'string') panel.propose(text)
      drawing.setOpen(true)
      show()
      api.emit('open', undefined)
    })
  }

  function close() {
    if (!isOpen) return
    isOpen = false
    panel?.close()
    drawing.setOpen(false)
    show()
    api.emit('close', undefined)
  }

  async function loadPanel() {
    if (panel) return
    drawing.setBusy(true)
    try {
      const [part, sentences] = await Promise.all([partOf<PanelPart>(server, 'panel'), sentencesIn(language)])
      panel = part.mount(bridge(sentences))
    } catch {
      drawing.tell(words[language].unreachable)
    } finally {
      drawing.setBusy(false)
    }
  }

  function bridge(sentences: Record<string, string>): Bridge {
    return {
      root: drawing.root,
      server,
      key,
      settings: settings!,
      language,
      words: sentences,
      identity,
      hasConsent: () => hasConsent,
      emit<Name extends keyof PageEvents>(name: Name, about: PageEvents[Name]) {
        api.emit(name, about)
      },
      setUnread(count) {
        if (count === unread) return
        // The panel cannot be heard while it is closed.
        if (count > unread && !isOpen)
          drawing.say(fill(words[language], 'openUnread', { name: settings!.name, count }))
        unread = count
        show()
        api.emit('unread', { count })
      },
      closed() {
        close()
        drawing.focus()
      },
    }
  }

  async function sentencesIn(wanted: Language): Promise<Record<string, string>> {
    return (await partOf<{ default: Record<string, string> }>(server, wanted)).default
  }

  function hasBegun(): boolean {
    try {
      return sessionStorage.getItem(`boucle:${key}`) !== null
    } catch {
      return false
    }
  }

  function watchPage() {
    if (settings!.proactive.length === 0) return
    let path = location.pathname
    let since = Date.now()
    setInterval(() => {
      if (location.pathname !== path) {
        path = location.pathname
        since = Date.now()
      }
      if (!hasConsent || isQuiet || drawing.isInviting()) return
      const now = Date.now()
      const rule = ruleFor(settings!.proactive, {
        path,
        secondsOnPage: (now - since) / 1000,
        isOpen: isOpenAt(settings!, now + clockGap),
        hasConsent,
        isQuiet,
      })
      if (rule) drawing.invite(rule.text)
    }, 1000)
  }

  function quiet() {
    isQuiet = true
    drawing.invite(undefined)
    drawing.focus()
  }
}
