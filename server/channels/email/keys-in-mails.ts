import type { Actor } from '#server/platform/actor.ts'
import type { Composed } from './compose.ts'
import type { Purpose } from './queue.ts'

/** True for mails whose words let their reader in: a link to a new password, an invitation. */
export const holdsKey = (purpose: Purpose): boolean =>
  purpose === 'sign_in' || purpose === 'invitation' || purpose === 'code'

/** True when the words of a mail are not for this person: a way in is for its one reader, an invitation also for who invites. */
export function isWithheld(actor: Actor, purpose: Purpose, mail: Composed): boolean {
  if (!holdsKey(purpose)) return false
  return purpose === 'sign_in' || purpose === 'code' || actor.role !== 'administrator' || isForgotten(mail)
}

/** A mail as it stays once it is sent: who, when and about what, without the words that let in. */
export const withoutWords = (mail: Composed): Composed => ({ ...mail, text: '', html: '', headers: {} })

/** True once the words are gone: it cannot be sent again. */
export const isForgotten = (mail: Composed): boolean => mail.text === '' && mail.html === ''
