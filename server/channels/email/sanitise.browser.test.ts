import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placePictures, sanitiseHtml } from './sanitise.ts'
import { hostileHtml } from './testdata/hostile-html.ts'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path =>
  existsSync(path),
)

/** A real browser is the judge here, with scripts allowed and no sandbox of ours: what the desk adds comes on top. */
describe.skipIf(program === undefined)('SEC-1: in a real browser', () => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
  })

  /** Opens a page and lists whatever it asks for or runs. */
  async function open(html: string): Promise<string[]> {
    const page = await browser!.newPage()
    const seen: string[] = []
    await page.route('**/*', route => {
      const url = route.request().url()
      if (url === 'http://desk.test/mail')
        return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
      seen.push(url)
      return route.abort()
    })
    page.on('dialog', dialog => {
      seen.push(`dialog ${dialog.message()}`)
      // The page may be closed before the answer arrives.
      dialog.dismiss().catch(() => {})
    })
    await page.goto('http://desk.test/mail')
    await page.mouse.move(20, 20)
    await page.waitForTimeout(100)
    await page.close()
    return seen.filter(url => !url.endsWith('/favicon.ico'))
  }

  test('the whole collection, cleaned, asks for nothing and runs nothing', async () => {
    const cleaned = hostileHtml.map(
      ({ html }) => `<section>${placePictures(sanitiseHtml(html).html, {})}</section>`,
    )
    expect(await open(`<!doctype html><body>${cleaned.join('\n')}`)).toEqual([])
  })

  test('the same collection, not cleaned, does: the judge is awake', async () => {
    const raw = hostileHtml.filter(({ tries }) => /picture|handler|frame/.test(tries)).map(({ html }) => html)
    expect((await open(`<!doctype html><body>${raw.join('\n')}`)).length).toBeGreaterThan(3)
  })
})
