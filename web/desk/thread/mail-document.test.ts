import { describe, expect, test } from 'vitest'
import { mailDocument } from './mail-document.ts'

const page = (html: string, change: Partial<Parameters<typeof mailDocument>[0]> = {}) =>
  mailDocument({
    html,
    title: 'Mail from Anna',
    language: 'fr',
    attachmentsUrl: 'https://desk.test/api/v1/attachments/',
    inlinePicture: id => (id === 'logo@anna' ? '/api/v1/attachments/f1' : undefined),
    remotePicture: undefined,
    showsQuoted: false,
    ...change,
  })

describe('the page of an HTML mail (SEC-1)', () => {
  test('forbids everything but styles and our own attachments', () => {
    const html = page('<p>Bonjour</p>')
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data: https://desk.test/api/v1/attachments/; form-action 'none'; base-uri 'none'"`,
    )
  })

  test('shows the pictures that came with the mail, and no other', () => {
    const html = page(
      '<img data-cid="logo@anna" alt="logo"><img data-cid="lost"><img data-remote-src="https://spy.test/1.gif">',
    )
    expect(html).toContain('<img src="/api/v1/attachments/f1" data-cid="logo@anna" alt="logo">')
    expect(html).toContain('<img data-cid="lost">')
    expect(html).not.toMatch(/\ssrc="https:/)
  })

  test('shows remote pictures by the address it is given once somebody asked', () => {
    const remotePicture = (url: string) => `/pictures?url=${encodeURIComponent(url)}`
    const html = page(
      '<img data-remote-src="https://a.test/x?a=1&amp;b=2"><td style="color:red" data-remote-background="https://a.test/b.png">',
      { remotePicture },
    )
    expect(html).toContain(
      '<img src="/pictures?url=https%3A%2F%2Fa.test%2Fx%3Fa%3D1%26b%3D2" data-remote-src=',
    )
    expect(html).toContain('style="background-image:url(&quot;/pictures?url=')
    expect(html).toContain('img-src data: https://desk.test/api/v1/attachments/ https://desk.test;')
  })

  test('leaves the words of a mail alone, even those that look like ours', () => {
    const words = '<p>write data-cid="logo@anna" in the tag</p>'
    expect(page(words)).toContain(words)
  })

  test('folds the history until it is asked for', () => {
    expect(page('<p data-quoted="">old</p>')).toContain('[data-quoted]{display:none!important}')
    expect(page('<p data-quoted="">old</p>', { showsQuoted: true })).not.toContain('display:none')
  })

  test('says its language and its title without letting either break out', () => {
    const html = page('', { title: '</title><script>', language: '"><script>' })
    expect(html).not.toContain('<script>')
  })
})
