import type { Language, Translate } from '#server/platform/i18n.ts'
import { html, raw } from '#server/platform/pages/html.ts'

/** The mail that asks; it leaves from the address the customer wrote to. */
export interface SurveyMail {
  purpose: 'survey'
  conversationId: string
  /** undefined = the workspace's usual address. */
  channelId?: string
  to: { name: string; address: string }
  language: Language
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

export interface About {
  language: Language
  survey: { scale_max: number; question_fr: string; question_en: string }
  /** The page of this invitation. */
  link: string
  to: { name: string; address: string }
  workspaceName: string
  /** Of the conversation, as the customer knows it. */
  subject: string
  conversationId: string
  channelId: string | null
}

/**
 * Writes the mail that asks one question: a link for each score, plain text beside, a way out. Nothing in it is fetched
 * when it is read, and a link only opens the page: mail scanners follow links too (OUT-9, OUT-10).
 */
export function surveyMail(t: Translate, about: About): SurveyMail {
  const { language, survey, link, workspaceName } = about
  const say = (key: string, values?: Record<string, unknown>) => t(language, `survey:mail.${key}`, values)
  const question = language === 'fr' ? survey.question_fr : survey.question_en
  const scores = Array.from({ length: survey.scale_max }, (_none, index) => index + 1)
  const linkOf = (score: number) => `${link}?score=${score}`
  const labelled = (score: number) => {
    if (score === 1) return `1 = ${say('lowest')}`
    return score === survey.scale_max ? `${score} = ${say('highest')}` : String(score)
  }
  const optOut = `${link}/opt-out`
  const topic = oneLine(about.subject)
  const name = oneLine(about.to.name)
  const hello = isName(name) ? say('hello', { name }) : say('hello_nobody')
  const intro = topic ? say('intro_about', { topic }) : say('intro')

  const text = [
    hello,
    intro,
    question,
    scores.map(score => `${labelled(score)}\n${linkOf(score)}`).join('\n\n'),
    say('nothing_sent'),
    say('signed', { workspace: workspaceName }),
    `${say('why')}\n${say('opt_out')}\n${optOut}`,
  ].join('\n\n')

  const body = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say('subject', { workspace: workspaceName })}</title>
<style>.out{color:#0A5A8A}@media (prefers-color-scheme:dark){.out{color:#7CC0F0}}</style>
</head>
<body style="margin:0;padding:24px 16px;font:16px/24px system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 16px">${hello}</p>
<p style="margin:0 0 16px">${intro}</p>
<p style="margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600">${question}</p>
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate"><tr>
${scores.map(
  score =>
    html`<td style="padding:0 8px 8px 0"><a href="${linkOf(score)}" aria-label="${say('score_of', { score, max: survey.scale_max })}" style="${raw(button)}">${score}</a></td>
`,
)}</tr></table>
<p style="margin:0 0 24px;font-size:14px;line-height:20px">${labelled(1)} · ${labelled(survey.scale_max)}</p>
<p style="margin:0 0 16px">${say('nothing_sent')}</p>
<p style="margin:0 0 24px">${say('signed', { workspace: workspaceName })}</p>
<p style="margin:0;font-size:13px;line-height:18px">${say('why')} <a class="out" href="${optOut}">${say('opt_out')}</a></p>
</div>
</body>
</html>`

  return {
    purpose: 'survey',
    conversationId: about.conversationId,
    ...(about.channelId && { channelId: about.channelId }),
    to: about.to,
    language,
    subject: say('subject', { workspace: oneLine(workspaceName) }),
    text,
    html: String(body),
    headers: {
      // RFC 3834 and RFC 8058: no automatic answer is wanted, and one click in the mail program is enough to leave.
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${optOut}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

// A border and no ground of its own: readable whether the mail program shows it light or dark.
const button =
  'display:inline-block;min-width:44px;box-sizing:border-box;padding:9px 0;border:2px solid #0B5C73;border-radius:8px;' +
  'background:#0B5C73;color:#FFFFFF;font-weight:600;text-align:center;text-decoration:none'

/** An address or a link in place of a name is not a name: nobody is greeted by it, nothing is advertised by it. */
const isName = (name: string): boolean => name !== '' && !/[@/:<>]|www\./i.test(name)

/** Customers' words on one line, cut where nobody reads on. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
