import { DomUtils, parseDocument } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { cleanDeclarations } from './css.ts'
import { placePictures, sanitiseHtml } from './sanitise.ts'
import { hostileHtml } from './testdata/hostile-html.ts'
import { expectHarmless } from './testing/harmless.ts'

describe('SEC-1: a mail runs nothing and asks nothing of anyone', () => {
  test('the collection holds more than sixty attacks', () => {
    expect(hostileHtml.length).toBeGreaterThan(60)
  })

  test('the check below sees the attacks before they are cleaned', () => {
    const seen = hostileHtml.filter(({ html }) => {
      try {
        expectHarmless(html)
        return false
      } catch {
        // The check refused it, as it should.
        return true
      }
    })
    expect(seen.length).toBeGreaterThan(100)
  })

  test.each(hostileHtml)('$tries', ({ html, words }) => {
    const clean = sanitiseHtml(html).html
    expectHarmless(clean)
    if (words) expect(clean).toContain(words)
    // Cleaning what is clean changes nothing of substance: no second reading finds what the first one hid.
    expectHarmless(sanitiseHtml(clean).html)
    expectHarmless(placePictures(clean, {}))
  })
})

describe('pictures', () => {
  test('remote ones wait and are counted once each', () => {
    const { html, remoteImages } = sanitiseHtml(
      '<img src="https://a.test/1.png"><img src="https://a.test/1.png"><img src="http://a.test/2.png"><p style="background:#fff url(https://a.test/3.png)">x</p>',
    )
    expect(remoteImages).toBe(3)
    expect(html).toContain('<img data-remote-src="https://a.test/1.png" />')
    expect(html).toContain('<p data-remote-background="https://a.test/3.png" style="background:#fff">x</p>')
  })

  test('inline ones are told apart by their identifier', () => {
    expect(sanitiseHtml('<img src="cid:photo%40mail" alt="vase">').html).toBe(
      '<img alt="vase" data-cid="photo@mail" />',
    )
  })

  test('a small picture within the mail stays', () => {
    const dot = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" />'
    expect(sanitiseHtml(dot)).toEqual({ html: dot, remoteImages: 0 })
  })

  test('each goes where the caller says, and only there', () => {
    const { html } = sanitiseHtml(
      '<img src="cid:a"><img src="cid:b"><img src="https://a.test/1.png?x=1&y=2">',
    )
    const placed = placePictures(html, {
      inline: id => (id === 'a' ? '/files/a' : undefined),
      remote: url => `/picture?url=${encodeURIComponent(url)}`,
    })
    const sources = DomUtils.getElementsByTagName('img', parseDocument(placed)).map(
      image => image.attribs.src,
    )
    expect(sources).toEqual([
      '/files/a',
      undefined,
      '/picture?url=https%3A%2F%2Fa.test%2F1.png%3Fx%3D1%26y%3D2',
    ])
  })

  test('a background is shown when asked for', () => {
    const { html } = sanitiseHtml('<table background="https://a.test/b.png"><tr><td>x</td></tr></table>')
    expect(placePictures(html, { remote: url => url })).toContain(
      'style="background-image:url(&quot;https://a.test/b.png&quot;)"',
    )
    expect(placePictures(html, {})).not.toContain('url(')
  })
})

describe('what a person wrote survives', () => {
  test('layout, colours, tables and the style sheet of a newsletter', () => {
    const { html } = sanitiseHtml(
      '<style>p.MsoNormal{margin:0cm;font-family:"Calibri",sans-serif} @media (max-width:600px){td{width:100%}}</style><table width="600" cellpadding="4" bgcolor="#ffffff"><tr><td align="center" style="padding:4px; color: #1F497D"><font face="Arial" size="2">Bonjour&nbsp;!</font></td></tr></table>',
    )
    expect(html).toContain('p.MsoNormal{margin:0cm;font-family:"Calibri",sans-serif}')
    expect(html).toContain('@media (max-width:600px){td{width:100%}}')
    expect(html).toContain('<td align="center" style="padding:4px;color:#1F497D">')
    expect(html).toContain('Bonjour\u00a0!')
  })

  test('links to the web, to mail and to telephones', () => {
    const { html } = sanitiseHtml(
      '<a href="https://a.test/?a=1&amp;b=2">a</a><a href="mailto:zoe@a.test">b</a><a href="tel:+33472000000">c</a>',
    )
    const links = DomUtils.getElementsByTagName('a', parseDocument(html)).map(link => link.attribs)
    expect(links.map(link => link.href)).toEqual([
      'https://a.test/?a=1&b=2',
      'mailto:zoe@a.test',
      'tel:+33472000000',
    ])
    expect(links.every(link => link.rel === 'noopener noreferrer nofollow' && link.target === '_blank')).toBe(
      true,
    )
  })

  test('text that looks like code is text', () => {
    expect(sanitiseHtml('<p>1 &lt; 2 &amp;&amp; &lt;script&gt;</p>').html).toBe(
      '<p>1 &lt; 2 &amp;&amp; &lt;script&gt;</p>',
    )
  })

  test('our own mark passes only when we wrote it', () => {
    expect(sanitiseHtml('<p data-quoted="">x</p>', { keepsMarks: true }).html).toBe('<p data-quoted>x</p>')
    expect(sanitiseHtml('<p data-quoted="">x</p>').html).toBe('<p>x</p>')
  })
})

test('a large hostile style attribute is read in a moment', () => {
  const started = performance.now()
  cleanDeclarations(`background:${'url('.repeat(100_000)}`)
  cleanDeclarations(`font-family:${`"a" 'b' `.repeat(50_000)}`)
  sanitiseHtml(
    `<p style="${'a:b;'.repeat(100_000)}">${'<b>'.repeat(20_000)}</p><style>${'{'.repeat(100_000)}</style>`,
  )
  sanitiseHtml('<style>'.repeat(20_000))
  expect(performance.now() - started).toBeLessThan(15_000)
})
