import type { Invitation } from '#contract/workspaces.ts'
import type { Translate } from '#server/platform/i18n.ts'
import type { Notice } from '#server/platform/notice-mail.ts'

interface About {
  invitation: Invitation
  workspaceName: string
  /** Who invites; a program has no name to sign with. */
  inviterName: string | null
  link: string
  days: number
}

/** Writes the mail that carries an invitation, in the language chosen for the person. */
export function invitationMail(t: Translate, about: About): Notice {
  const { language, email, name } = about.invitation
  const say = (key: string, values: Record<string, unknown> = {}) =>
    t(language, `invitation:mail.${key}`, values)
  const values = { workspace: about.workspaceName, name, inviter: about.inviterName, count: about.days }
  const lines = {
    greeting: say('greeting', values),
    offer: say(about.inviterName ? 'offer' : 'offer_unsigned', values),
    lasts: say('lasts', values),
    ignore: say('ignore'),
  }
  return {
    to: email,
    language,
    purpose: 'invitation',
    subject: say('subject', values),
    text: [lines.greeting, lines.offer, about.link, lines.lasts, lines.ignore].join('\n\n').concat('\n'),
    html: [
      `<p>${escaped(lines.greeting)}</p>`,
      `<p>${escaped(lines.offer)}</p>`,
      `<p><a href="${escaped(about.link)}">${escaped(say('accept'))}</a></p>`,
      `<p>${escaped(lines.lasts)}</p>`,
      `<p>${escaped(lines.ignore)}</p>`,
    ].join('\n'),
  }
}

/** Names are typed by people: as HTML they must stay words. */
function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, character => entities[character]!)
}
