import { render } from 'preact'
import type { Bridge, Panel } from '../loader/bridge.ts'
import { App } from './App.tsx'
import { countInTitle, createBell } from './attention.ts'
import { createChat } from './chat.ts'
import { handleKeys } from './keys.ts'
import look from './look.css?inline'

/** Puts the panel into the shadow root of the launcher, closed; the loader opens and closes it. */
export function mount(bridge: Bridge): Panel {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(look)
  bridge.root.adoptedStyleSheets.push(sheet)
  const place = document.createElement('div')
  // Before the launcher: the Tab key meets the panel, then the button that closes it.
  bridge.root.prepend(place)

  let isDue = false
  let shown = ''
  const redraw = () => {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      render(<App chat={chat} onClose={bridge.closed} />, place)
      // What was pressed is gone with its screen: whoever uses the keyboard goes on where the new one begins.
      const { screen, settings, isOpen } = chat.view
      const now = `${screen} ${settings.isClosed ?? false}`
      if (shown !== now && isOpen && isWithUs()) focusIn(place)
      shown = now
    })
  }
  const bell = createBell()
  const chat = createChat(bridge, redraw, { ring: bell.ring, count: countInTitle })
  redraw()
  // Hours pass while the panel is open: what is promised changes with them.
  setInterval(redraw, 30_000)
  handleKeys(place, chat, bridge.closed)

  return {
    open() {
      bell.opened()
      chat.opened()
      queueMicrotask(() => focusIn(place))
    },
    close() {
      chat.show({ isOpen: false, isMenuOpen: false, isEmojiOpen: false })
    },
    identify: chat.identify,
    setLanguage(language, words, settings) {
      chat.show({ language, words, settings })
    },
    propose(text) {
      chat.talk()
      chat.write(text)
      queueMicrotask(() => focusIn(place))
    },
  }
}

/** Whoever is busy elsewhere on the page is left there. */
function isWithUs(): boolean {
  return [document.body, document.querySelector('boucle-widget')].includes(
    document.activeElement as HTMLElement | null,
  )
}

function focusIn(place: HTMLElement) {
  // What the visitor writes comes before what they are asked; where nothing can be said any more, the way out.
  const found = ['footer textarea', 'textarea, input, select, .main, .row', 'button']
    .map(wanted => place.querySelector<HTMLElement>(wanted))
    .find(Boolean)
  found?.focus()
}
