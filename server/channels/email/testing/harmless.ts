import { DomUtils, parseDocument } from 'htmlparser2'
import { expect } from 'vitest'

const harmlessTags = new Set(
  'style a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  ),
)
const harmlessAttributes =
  /^(?:style|class|align|valign|bgcolor|dir|lang|width|height|title|href|rel|target|alt|border|cellpadding|cellspacing|colspan|rowspan|nowrap|scope|span|color|face|size|start|type|value|datetime|open|data-cid|data-remote-src|data-remote-background|data-quoted)$/

/** Fails when HTML could run, send or ask anything. */
export function expectHarmless(html: string): void {
  for (const element of DomUtils.findAll(() => true, parseDocument(html).childNodes)) {
    expect(harmlessTags, html).toContain(element.name)
    for (const [name, value] of Object.entries(element.attribs)) {
      if (name === 'src') expect(value, html).toMatch(/^data:image\/(?:png|jpeg|gif|webp|bmp);base64,/)
      else expect(name, html).toMatch(harmlessAttributes)
      if (name === 'href') expect(value, html).toMatch(/^(?:https?:\/\/|mailto:|tel:|sms:)/)
      if (name === 'style') expectQuietCss(value)
    }
    if (element.name === 'style') expectQuietCss(DomUtils.textContent(element))
  }
}

function expectQuietCss(css: string): void {
  expect(css).not.toMatch(
    /url|image-set|src\s*\(|@import|@font-face|expression|behavior|binding|position|[<>\\]|\/\*/i,
  )
}
