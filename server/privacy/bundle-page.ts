import { DateTime } from 'luxon'
import type { Language, Translate } from '#server/platform/i18n.ts'
import type { BundleOptions, Gathered, Row } from './bundle.ts'

/** The page of a bundle: everything known of a person, to be read in any browser, without anything from elsewhere. */
export function bundlePage(
  t: Translate,
  gathered: Gathered,
  fileNames: string[],
  options: BundleOptions,
): string {
  const { language } = options
  const word = (key: string, values?: Record<string, unknown>) => t(language, `privacy:${key}`, values)
  const rowsOf = (table: string) => gathered.tables.find(one => one.table === table)?.rows ?? []
  const when = (value: unknown) => (typeof value === 'string' ? dated(value, language) : '')
  const contact = rowsOf('contacts')[0] ?? {}
  const conversations = rowsOf('conversations')
  const messages = Map.groupBy(rowsOf('messages'), row => row.conversation_id)

  const threads = conversations.map(
    conversation => `
    <section><h3>${escaped(`#${conversation.number} ${conversation.subject ?? ''}`)}</h3>
    ${(messages.get(conversation.id) ?? []).map(message => messageBlock(message)).join('')}</section>`,
  )
  const others = gathered.tables.filter(
    ({ table, rows }) =>
      !['messages', 'conversations', 'contacts', 'attachments'].includes(table) && rows.length > 0,
  )
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(word('bundle.title', { name: contact.name }))}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72ch; margin: 2rem auto; padding: 0 1rem; color: #17212b }
h1 { font-size: 1.5rem } h2 { font-size: 1.25rem; margin-top: 2rem } h3 { font-size: 1rem; margin-top: 1.5rem }
table { border-collapse: collapse; display: block; overflow-x: auto } th, td { border: 1px solid #7c8894; padding: .25rem .5rem; text-align: left; vertical-align: top }
article { border-left: 3px solid #7c8894; margin: .75rem 0; padding: .25rem .75rem } article.note { border-color: #8a6500; background: #fff6d6 }
header { color: #4e5b68; font-size: .875rem } pre { white-space: pre-wrap; font: inherit; margin: .25rem 0 }
</style></head><body><main>
<h1>${escaped(word('bundle.title', { name: contact.name }))}</h1>
<p>${escaped(word('bundle.made', { workspace: options.workspaceName, date: dated(options.at.toISOString(), language) }))}</p>
<p>${escaped(word('bundle.masked'))}</p>
<h2>${escaped(word('part.contact'))}</h2>
${facts(contact)}
${others.map(({ table, rows }) => `<h2>${escaped(word(`table.${table}`))}</h2>${grid(rows)}`).join('')}
<h2>${escaped(word('part.conversations'))}</h2>
${threads.join('') || `<p>${escaped(word('bundle.none'))}</p>`}
${
  fileNames.length > 0
    ? `<h2>${escaped(word('part.files'))}</h2><ul>${fileNames
        .map(name => `<li><a href="files/${encodeURIComponent(name)}">${escaped(name)}</a></li>`)
        .join('')}</ul>`
    : ''
}
</main></body></html>
`

  function messageBlock(message: Row): string {
    const kind = message.direction === 'note' ? 'note' : String(message.direction)
    const from = [message.from_name, message.from_address].filter(Boolean).join(' · ')
    return `<article class="${kind}"${typeof message.language === 'string' ? ` lang="${escaped(message.language)}"` : ''}>
      <header>${escaped([word(`bundle.${kind}`), from, when(message.at)].filter(Boolean).join(' · '))}</header>
      <pre>${escaped(String(message.text ?? ''))}</pre></article>`
  }
}

function facts(row: Row): string {
  const lines = Object.entries(row).filter(
    ([, value]) => value !== null && value !== '' && String(value) !== 'false',
  )
  return `<table>${lines
    .map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(shown(value))}</td></tr>`)
    .join('')}</table>`
}

function grid(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name => !/(^|_)id$/.test(name))
  const head = columns.map(name => `<th scope="col">${escaped(name)}</th>`).join('')
  const body = rows
    .map(row => `<tr>${columns.map(name => `<td>${escaped(shown(row[name]))}</td>`).join('')}</tr>`)
    .join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

const shown = (value: unknown) =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

const dated = (iso: string, language: Language) =>
  DateTime.fromISO(iso, { zone: 'utc' })
    .setLocale(language === 'fr' ? 'fr-FR' : 'en-GB')
    .toLocaleString({ dateStyle: 'long', timeStyle: 'short' })

const escaped = (text: string) =>
  text.replaceAll(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`).replaceAll('\u0000', '')
