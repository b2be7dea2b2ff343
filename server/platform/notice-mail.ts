import type { Tx } from './db.ts'
import type { Language } from './i18n.ts'

/** A mail that Boucle itself writes to somebody who works with it; never one to a customer. */
export interface Notice {
  /** One mail address. */
  to: string
  subject: string
  text: string
  /** Made from the text when there is none. */
  html?: string
  language: Language
  purpose: 'invitation' | 'sign_in' | 'notice'
}

/** Hands a notice over in the transaction that needs it: it leaves if and only if that commits. */
export type NoticeMailer = (tx: Tx, notice: Notice) => Promise<void>
