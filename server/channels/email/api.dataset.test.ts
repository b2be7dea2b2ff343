import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { mailWorld } from './testing/world.ts'

const shared = new URL('../../../../shared/data/mail/', import.meta.url)
const hasData = existsSync(shared)
const mailsIn = (folder: string) =>
  hasData ? readdirSync(new URL(folder, shared)).filter(name => name.endsWith('.eml')) : []
const bytesOf = (path: string) => readFileSync(new URL(path, shared))

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app.close())

/** Posts a mail raw to a workspace that never saw one, and reads it back as anybody would. */
async function readBack(path: string) {
  const workspace = await aWorkspace(app, { language: 'en' })
  const world = mailWorld(app, workspace)
  const receipt = await world.post(bytesOf(path))
  expect(receipt, path).toMatchObject({ state: 'parsed', conversationId: expect.any(String) })
  const [message] = await world.messages(receipt.conversationId!)
  return { workspace, world, receipt, message: message! }
}

/** The fields that the collection says of its mails and the API speaks of. */
interface Expected {
  subject?: string
  date?: string
  text_full?: string
  content?: string | null
  content_includes?: string
  content_starts_with?: string
  reply_text_starts_with?: string
  html_reply_includes?: string[]
  html_includes?: string[]
  html_excludes?: string[]
  html_full?: null
  text_includes?: string[]
  text_excludes?: string[]
  attachments?: number
  attachment_names?: string[]
  auto_reply?: boolean
  to?: string
  contact_email?: string
}
const holds = (text: string | null, wanted: string[]) => {
  for (const words of wanted) expect(text).toContain(words)
}
const lacks = (text: string | null, wanted: string[]) => {
  for (const words of wanted) expect(text).not.toContain(words)
}
const expected: Record<string, Expected> = hasData
  ? JSON.parse(readFileSync(new URL('support-inbox/expected.json', shared), 'utf8'))
  : {}

describe.skipIf(!hasData)('every mail of support-inbox, posted raw and read through the API', () => {
  test.each(mailsIn('support-inbox'))('%s', async name => {
    const fields = expected[name] ?? {}
    const { message } = await readBack(`support-inbox/${name}`)
    const { subject, text, fullText, html, automatic, attachments, from, at } = message
    const files = attachments.filter(file => !file.inline)
    const check: { [Field in keyof Expected]-?: (wanted: NonNullable<Expected[Field]>) => void } = {
      subject: wanted => expect(subject).toBe(wanted),
      date: wanted => expect(Date.parse(at)).toBe(Date.parse(wanted)),
      text_full: wanted => expect(fullText.trim()).toBe(wanted.trim()),
      content: wanted => expect(text).toBe(wanted),
      content_includes: wanted => expect(text).toContain(wanted),
      content_starts_with: wanted => expect(text.startsWith(wanted), text).toBe(true),
      reply_text_starts_with: wanted => expect(text.startsWith(wanted), text).toBe(true),
      html_reply_includes: wanted => holds(html, wanted),
      html_includes: wanted => holds(html, wanted),
      html_excludes: wanted => lacks(html, wanted),
      html_full: () => {},
      text_includes: wanted => holds(text, wanted),
      text_excludes: wanted => lacks(text, wanted),
      // The program these expectations come from keeps fifteen files at most; ours keeps them all.
      attachments: wanted =>
        expect(name === 'multiple_attachments.eml' ? Math.min(files.length, 15) : files.length).toBe(wanted),
      attachment_names: wanted => expect(files.map(file => file.name)).toEqual(wanted),
      auto_reply: wanted => expect(automatic !== 'none').toBe(wanted),
      to: wanted => expect(message.to[0]?.address).toBe(wanted),
      contact_email: wanted => expect(from.address).toBe(wanted),
    }
    for (const [field, wanted] of Object.entries(fields))
      if (field in check && wanted !== null) check[field as keyof Expected](wanted as never)
    if (fields.content === null) expect(text).toBe('')
    if (fields.html_full === null) expect(html).toBeNull()
    expect(message).toMatchObject({ direction: 'in', auth: { spf: 'none', dkim: 'none', dmarc: 'none' } })
  })
})

describe.skipIf(!hasData)('every mail of quoting-by-client, posted raw and read through the API', () => {
  const folder = 'quoting-by-client/standard_replies'

  test.each(mailsIn(folder))('%s: the new words are what the person wrote', async name => {
    const { message } = await readBack(`${folder}/${name}`)
    expect(message.text).toBe('Hello')
    const folds = message.metadata.folds as { kind: string; start: number; end: number }[]
    const folded = folds.map(fold => message.fullText.slice(fold.start, fold.end)).join('\n')
    // Everything that was written is either shown or folded.
    expect(message.fullText.replace(/\s+/g, '')).toHaveLength(`Hello${folded}`.replace(/\s+/g, '').length)
  })
})

describe.skipIf(!hasData)('files of a mail', () => {
  test('thirty attachments are thirty attachments', async () => {
    const { message } = await readBack('support-inbox/multiple_attachments.eml')
    expect(message.attachments).toHaveLength(30)
    expect(new Set(message.attachments.map(file => file.id)).size).toBe(30)
  })

  test('each comes back with its own name and bytes, twins included, to those who may see the conversation', async () => {
    const workspace = await aWorkspace(app)
    const world = mailWorld(app, workspace)
    const contentOf = (index: number) => `fleur;prix\nrose;${index % 10}\n`
    const { conversationId } = await world.post(
      aMail({
        headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
        text: [
          '--b\nContent-Type: text/plain\n\nVoici trente listes.',
          ...Array.from(
            { length: 30 },
            (_none, index) =>
              `--b\nContent-Type: text/csv; name="liste-${index}.csv"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n${Buffer.from(contentOf(index)).toString('base64')}`,
          ),
          '--b--',
        ].join('\n'),
      }),
    )
    const [message] = await world.messages(conversationId!)
    expect(message!.attachments.map(file => file.name)).toEqual(
      Array.from({ length: 30 }, (_none, index) => `liste-${index}.csv`),
    )
    for (const [index, file] of message!.attachments.entries())
      expect((await workspace.call<string>('GET', file.url)).body).toBe(contentOf(index))
    const other = await aWorkspace(app)
    expect((await other.call('GET', message!.attachments[0]!.url)).status).toBe(404)
  })

  test('pictures among the words are served in place, by the identifier the HTML names', async () => {
    const { message, workspace } = await readBack('support-inbox/mail_with_inline_images.eml')
    const named = [...message.html!.matchAll(/data-cid="([^"]+)"/g)].map(match => match[1])
    const inline = message.attachments.filter(file => file.inline)
    expect(named).toHaveLength(3)
    expect(inline.map(file => file.contentId).sort()).toEqual([...named].sort())
    for (const file of inline) {
      const answer = await workspace.call('GET', file.url)
      expect(answer.headers).toMatchObject({
        'content-type': file.type,
        'content-disposition': expect.stringMatching(/^inline;/),
        'x-content-type-options': 'nosniff',
      })
    }
  })

  test('SVG, HTML and what only claims to be a picture are downloaded, never shown', async () => {
    const workspace = await aWorkspace(app)
    const world = mailWorld(app, workspace)
    const part = (name: string, type: string, content: string) =>
      `--b\nContent-Type: ${type}; name="${name}"\nContent-ID: <${name}>\nContent-Disposition: ${name === 'b.html' ? 'attachment' : 'inline'}; filename="${name}"\n\n${content}`
    const { conversationId } = await world.post(
      aMail({
        headers: { 'Content-Type': 'multipart/related; boundary=b' },
        text: [
          '--b\nContent-Type: text/html\n\n<p>Voici <img src="cid:a.svg"><img src="cid:d.png"></p>',
          part('a.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'),
          part('b.html', 'text/html', '<script>alert(1)</script>'),
          part('c.png', 'image/png', '<html><script>alert(1)</script></html>'),
          part('d.png', 'image/png', '<svg onload="alert(1)"></svg>'),
          part('e.xhtml', 'application/xhtml+xml', '<html xmlns="http://www.w3.org/1999/xhtml"/>'),
          '--b--',
        ].join('\n'),
      }),
    )
    const [message] = await world.messages(conversationId!)
    expect(message!.attachments).toHaveLength(5)
    for (const file of message!.attachments) {
      const { headers, status } = await workspace.call('GET', file.url)
      expect(status).toBe(200)
      expect(headers['content-type'], file.name).toBe('application/octet-stream')
      expect(headers['content-disposition'], file.name).toMatch(/^attachment;/)
      expect(headers['content-security-policy'], file.name).toContain('sandbox')
    }
  })
})
