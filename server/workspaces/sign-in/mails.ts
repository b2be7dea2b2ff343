import type { Language, Translate } from '#server/platform/i18n.ts'

export type SignInMail = { to: string; language: Language; subject: string; text: string }

type About = { t: Translate; language: Language; to: string; name: string; link: string }

/** Writes the mail that lets a person choose a new password. */
export function resetMail({ t, language, to, name, link }: About): SignInMail {
  return {
    to,
    language,
    subject: t(language, 'signin:reset_mail_subject'),
    text: t(language, 'signin:reset_mail_text', { name, link }),
  }
}

/** Writes the mail that tells a person their password has just changed, in case it was not them. */
export function passwordChangedMail({ t, language, to, name, link }: About): SignInMail {
  return {
    to,
    language,
    subject: t(language, 'signin:changed_mail_subject'),
    text: t(language, 'signin:changed_mail_text', { name, link }),
  }
}
