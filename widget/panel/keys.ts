import type { Chat } from './chat.ts'

const focusable = 'a[href], button, input, select, textarea, [tabindex="0"]'

/** Esc closes the innermost thing that is open; on a phone, where the panel hides the page, Tab stays within it. */
export function handleKeys(place: HTMLElement, chat: Chat, close: () => void): void {
  place.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.isComposing) {
      // The page's own dialogs and menus are not meant.
      event.stopPropagation()
      const { isMenuOpen, isEmojiOpen } = chat.view
      if (!isMenuOpen && !isEmojiOpen) return close()
      chat.show({ isMenuOpen: false, isEmojiOpen: false })
      place.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus()
      return
    }
    if (event.key !== 'Tab' || !matchMedia('(max-width: 479px), (max-height: 419px)').matches) return
    const all = [...place.querySelectorAll<HTMLElement>(focusable)].filter(one => one.checkVisibility())
    const active = (place.getRootNode() as ShadowRoot).activeElement
    if (active === (event.shiftKey ? all[0] : all.at(-1))) {
      event.preventDefault()
      all.at(event.shiftKey ? -1 : 0)?.focus()
    }
  })
}
