export interface MailDocumentParts {
  /** Sanitised by the server: no script, no form, remote pictures held back. */
  html: string
  title: string
  language: string | undefined
  /** Where our own attachments are served: the only place pictures may come from on opening. */
  attachmentsUrl: string
  /** Address of the attachment that came with the mail under this content id. */
  inlinePicture: (contentId: string) => string | undefined
  /** Address to show a remote picture by; undefined keeps it out, as long as nobody asked. */
  remotePicture: ((url: string) => string) | undefined
  showsQuoted: boolean
}

/**
 * The page that a sandboxed frame shows for an HTML mail. It stays on white in the dark: mails carry their own colours,
 * and half of them would vanish on ours. Its own content policy forbids everything but styles and our attachments.
 */
export function mailDocument(parts: MailDocumentParts): string {
  const { language, title, showsQuoted } = parts
  return [
    `<!doctype html><html${language ? ` lang="${escapeHtml(language)}"` : ''}><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">`,
    '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">',
    `<base target="_blank"><title>${escapeHtml(title)}</title><style>${sheet}</style>`,
    showsQuoted ? '' : '<style>[data-quoted]{display:none!important}</style>',
    `</head><body>${placePictures(parts)}</body></html>`,
  ].join('')
}

/** Words a mail has no style for; the colours are the sheet's own, in the light and in the dark alike. */
const sheet =
  'html{background:white;color-scheme:light}body{margin:0;padding:12px 16px;background:white;color:black;' +
  'font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:break-word;word-break:break-word}' +
  'img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;' +
  'padding-left:8px;border-left:2px solid silver}' +
  '[data-remote-src]:not([src]){display:inline-block;min-width:24px;min-height:24px;border:1px dashed silver}'

function policy({ attachmentsUrl, remotePicture }: MailDocumentParts): string {
  const pictures = [
    'data:',
    attachmentsUrl,
    ...(remotePicture ? [new URL(remotePicture(''), attachmentsUrl).origin] : []),
  ]
  return [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src ${pictures.join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** The server writes attributes in one way, quoted and escaped, so that tags can be found without a parser. */
function placePictures({ html, inlinePicture, remotePicture }: MailDocumentParts): string {
  return html.replace(/<[a-z][^>]*>/gi, tag => {
    const contentId = /\sdata-cid="([^"]*)"/.exec(tag)?.[1]
    const remote = /\sdata-remote-src="([^"]*)"/.exec(tag)?.[1]
    const background = /\sdata-remote-background="([^"]*)"/.exec(tag)?.[1]
    if (contentId !== undefined && isPicture(tag))
      return withSource(tag, inlinePicture(unescapeHtml(contentId)))
    if (remote !== undefined && isPicture(tag)) return withSource(tag, remotePicture?.(unescapeHtml(remote)))
    if (background !== undefined && remotePicture)
      return withBackground(tag, remotePicture(unescapeHtml(background)))
    return tag
  })
}

const isPicture = (tag: string) => /^<img\b/i.test(tag)

function withSource(tag: string, url: string | undefined): string {
  return url ? tag.replace(/^<img/i, `<img src="${escapeHtml(url)}"`) : tag
}

function withBackground(tag: string, url: string): string {
  const style = `background-image:url(&quot;${escapeHtml(encodeURI(decodeURI(url)))}&quot;)`
  return /\sstyle="/.test(tag)
    ? tag.replace(/\sstyle="/, ` style="${style};`)
    : tag.replace(/^<[a-z0-9]+/i, name => `${name} style="${style}"`)
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
