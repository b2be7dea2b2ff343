import type { ChatSettings, SignedIdentity } from '../../contract/chat.ts'

export type Language = 'fr' | 'en'
export type Theme = 'auto' | 'light' | 'dark'

/** What a page can listen to: `Boucle('on', 'message', …)`. */
export interface PageEvents {
  ready: undefined
  open: undefined
  close: undefined
  /** Somebody of the team wrote. */
  message: { from: string; text: string }
  /** The visitor wrote. */
  sent: { text: string }
  unread: { count: number }
}

/**
 * What the loader hands to the panel and what it expects back: agreement 1 of `widget/1/`. A page opened before a release
 * goes on with the loader it has, so a change here is an addition, or a second number.
 */
export interface Bridge {
  root: ShadowRoot
  /** Address of the server, without a final slash. */
  server: string
  key: string
  settings: ChatSettings
  language: Language
  /** Sentences of the language, by key. */
  words: Record<string, string>
  identity: SignedIdentity | undefined
  /** The page said that its visitor agrees: only then are its address and title told. */
  hasConsent: () => boolean
  emit<Name extends keyof PageEvents>(name: Name, about: PageEvents[Name]): void
  setUnread(count: number): void
  /** The visitor closed the panel: the focus returns to the launcher. */
  closed(): void
}

export interface Panel {
  open(): void
  close(): void
  identify(identity: SignedIdentity | undefined): void
  setLanguage(language: Language, words: Record<string, string>, settings: ChatSettings): void
  /** Puts words into the field, for the visitor to send. */
  propose(text: string): void
}

/** What `panel.js` gives. */
export interface PanelPart {
  mount(bridge: Bridge): Panel
}
