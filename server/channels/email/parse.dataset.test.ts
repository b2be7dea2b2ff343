import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type ReadMail, readMail } from './parse.ts'

const shared = new URL('../../../../shared/data/mail/', import.meta.url)
const receivedAt = new Date('2026-11-21T10:00:00Z')
const readFile = (path: string) => readMail(readFileSync(new URL(path, shared)), { receivedAt })

/** The fields that the collection says of its mails, in its own words. */
type Expected = {
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
  in_reply_to?: string | null
  in_reply_to_source_id?: string
  references?: string[]
  auto_reply?: boolean
  to?: string
  thread_uuid_in_to?: string
  reply_to?: string
  contact_email?: string
}

const hasData = existsSync(shared)
const expected: Record<string, Expected> = hasData
  ? JSON.parse(readFileSync(new URL('support-inbox/expected.json', shared), 'utf8'))
  : {}

describe.skipIf(!hasData)('every mail of support-inbox', () => {
  test('each can be read', async () => {
    const mails = readdirSync(new URL('support-inbox', shared)).filter(name => name.endsWith('.eml'))
    expect(mails.length).toBeGreaterThanOrEqual(Object.keys(expected).length)
    for (const name of mails) expect((await readFile(`support-inbox/${name}`)).at, name).toBeInstanceOf(Date)
  })

  test.each(Object.entries(expected))('%s is read with the expected fields', async (name, fields) => {
    const mail = await readFile(`support-inbox/${name}`)
    const files = mail.attachments.filter(attachment => !attachment.inline)
    const seen: Record<keyof Expected, unknown> = {
      subject: mail.subject,
      date: mail.at.getTime(),
      text_full: mail.fullText,
      content: mail.text || null,
      content_includes: mail.text,
      content_starts_with: mail.text,
      reply_text_starts_with: mail.text,
      html_reply_includes: mail.html,
      html_includes: mail.html,
      html_excludes: mail.html,
      html_full: mail.html ?? null,
      text_includes: mail.text,
      text_excludes: mail.text,
      attachments: files.length,
      attachment_names: files.map(file => file.name),
      in_reply_to: mail.inReplyTo[0] ?? null,
      in_reply_to_source_id: mail.inReplyTo[0],
      references: mail.references,
      auto_reply: mail.automatic !== 'none',
      to: mail.to[0]?.address,
      thread_uuid_in_to: mail.to[0]?.address,
      reply_to: mail.replyTo && `${mail.replyTo.name} <${mail.replyTo.address}>`,
      contact_email: mail.author?.address,
    }
    // The program these expectations come from keeps fifteen files at most; ours keeps them all.
    if (name === 'multiple_attachments.eml') seen.attachments = Math.min(files.length, 15)
    for (const [field, wanted] of Object.entries(fields) as [keyof Expected, unknown][]) {
      if (!(field in seen)) continue
      const value = seen[field]
      const words = typeof value === 'string' ? value : ''
      if (field === 'date') expect(value).toBe(Date.parse(String(wanted)))
      else if (field === 'text_full') expect(words.trim()).toBe(String(wanted).trim())
      else if (field.endsWith('_excludes'))
        for (const word of wanted as string[]) expect(words).not.toContain(word)
      else if (field.endsWith('_starts_with')) expect(words.startsWith(String(wanted)), words).toBe(true)
      else if (field.endsWith('_includes')) for (const word of [wanted].flat()) expect(words).toContain(word)
      else if (field === 'thread_uuid_in_to') expect(words).toContain(wanted)
      else expect(value, field).toEqual(wanted)
    }
  })

  test('thirty attachments are thirty attachments', async () => {
    const { attachments } = await readFile('support-inbox/multiple_attachments.eml')
    expect(attachments).toHaveLength(30)
  })

  test('files without a name get one', async () => {
    const { attachments } = await readFile('support-inbox/attachments_without_filename.eml')
    expect(attachments.map(({ name }) => name)).toEqual(['attachment_1.png', 'attachment_2.png'])
  })

  test('our history is stripped where the program these mails come from fails', async () => {
    const mail = await readFile('support-inbox/mail_with_quote.eml')
    expect(mail.text).toBe('Yes, I am providing you step how to reproduce this issue')
    expect(mail.html).toContain('data-quoted')
  })

  test('a bounce says which mail, to whom, and that it is final', async () => {
    const { automatic, bounce } = await readFile('support-inbox/bounced_gmail.eml')
    expect(automatic).toBe('bounce')
    expect(bounce).toMatchObject({
      originalMessageId: 'conversation/93775311-9416-4428-964b-862001f8a8b2/messages/27855337@gmail.com',
      permanent: true,
      recipients: [{ address: 'alex.jones@fictionalcorp.com', status: '5.1.1', action: 'failed' }],
    })
  })

  test('a bounce from nobody is read too', async () => {
    const { automatic, bounce, from } = await readFile('support-inbox/bounced_with_no_from.eml')
    expect({ automatic, from }).toEqual({ automatic: 'bounce', from: undefined })
    expect(bounce?.recipients).toMatchObject([
      { address: 'noreply@example-service.com', status: '5.7.1', permanent: true },
    ])
  })

  test.each<[string, (mail: ReadMail) => unknown, unknown]>([
    [
      'forwarder_email.eml',
      mail => mail.deliveredTo,
      ['reply+6bdc3f4d-0bec-4515-a284-5d916fdde489@example.com'],
    ],
    ['reply_cc.eml', mail => mail.cc, [{ name: 'Replies', address: 'test@example.com' }]],
    ['group_sender_support.eml', mail => mail.author, { name: 'ACME group', address: 'jane@example.com' }],
    ['support_uppercase.eml', mail => mail.from?.address, 'sony@chatwoot.com'],
    ['malformed_reply_to.eml', mail => mail.author?.address, 'sender@example.com'],
    ['mail_with_no_date.eml', mail => mail.at, receivedAt],
    ['mail_with_invalid_to.eml', mail => mail.to, [{ name: '', address: 'vishnu@chatwoot.com' }]],
    ['reply_to.eml', mail => mail.author?.address, 'reply+someidmfdvkjdnkjciwyreowuero83@chatwoot.com'],
    ['multiple_in_reply_to.eml', mail => mail.inReplyTo.length, 2],
    ['mail_with_inline_images.eml', mail => mail.html?.match(/data-cid/g)?.length, 3],
    ['mail_with_plain_text_and_inline_image.eml', mail => mail.html?.match(/data-cid/g)?.length, 3],
    ['non_utf_encoded_mail.eml', mail => mail.from?.name, 'متجر سوق نت'],
  ])('%s', async (name, look, wanted) => {
    expect(look(await readFile(`support-inbox/${name}`))).toEqual(wanted)
  })
})

describe.skipIf(!hasData)('every mail of quoting-by-client', () => {
  const folder = new URL('quoting-by-client/standard_replies/', shared)
  const names = hasData ? readdirSync(folder).filter(name => name.endsWith('.eml')) : []

  test.each(names)('%s: the reply is what the person wrote', async name => {
    const mail = await readFile(`quoting-by-client/standard_replies/${name}`)
    const own = new URL(name.replace('.eml', '_reply_text'), folder)
    const wanted = existsSync(own) ? readFileSync(own, 'utf8') : 'Hello'
    const withSignature = [mail.text, mail.signature].filter(part => part !== '').join('\n\n')
    expect(mail.text).toBe('Hello')
    expect(withSignature.replace(/\s+/g, ' ').trim()).toBe(wanted.replace(/\s+/g, ' ').trim())
  })

  test('a reply and its history in one block of HTML are told apart', async () => {
    const mail = await readFile('quoting-by-client/reply-quotations-share-block.eml')
    expect(mail.text).toMatch(/^Hi Katharine\.[\s\S]+Joe XXX$/)
    expect(mail.text).not.toContain('New Booking Inquiry')
  })
})
