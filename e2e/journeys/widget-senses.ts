import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, type TestContext, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { findDefects, sidewaysScroll } from '../machine.ts'
import { patiently } from '../patience.ts'
import { type Stage, sizes } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'

/** A picture of one point. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** The chat as it is seen, heard, pasted into and magnified. */
export function useSenses(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat?.close())

  const visitor = async (context: TestContext, options: object = {}): Promise<Widget> => {
    const page = await stage().visit(context, options)
    await page.goto(chat.site.page(chat.key))
    return widgetOn(page, 'fr')
  }
  /** Has written something, and the server has it. */
  const talking = async (context: TestContext, words: string, options: object = {}) => {
    const widget = await visitor(context, options)
    await widget.begin()
    await widget.writes(words)
    await widget.message(words).getByText(widget.say('widget-panel:arrived')).waitFor()
    return { widget, id: (await chat.conversationOf(words)).id }
  }

  test('issue 3 §1: a picture is pasted, a file is let go over the panel; a table copied with its picture is words, and words that are dragged stay words', async context => {
    const { expect } = context
    const widget = await visitor(context, { permissions: ['clipboard-read', 'clipboard-write'] })
    const { page, panel, say } = widget
    await widget.begin()
    const joined = panel.locator('.attachments li')

    await copy(page, { 'image/png': dot, 'text/plain': Buffer.from('un tableau').toString('base64') })
    await widget.text.press('ControlOrMeta+v')
    await expect.poll(() => widget.text.inputValue(), patiently).toBe('un tableau')
    expect(await joined.count()).toBe(0)
    await widget.text.fill('')

    await copy(page, { 'image/png': dot })
    await widget.text.press('ControlOrMeta+v')
    await joined.first().waitFor()
    expect(await widget.text.inputValue()).toBe('')

    const path = join(stage().program.dataDir, 'facture.txt')
    await writeFile(path, 'Facture 4812')
    const drag = await dragOver(page, panel.locator('.thread'), [path])
    await panel.getByText(say('widget-panel:drop')).waitFor()
    await drag.letGo()
    await joined.nth(1).waitFor()
    expect(await panel.getByText(say('widget-panel:drop')).count()).toBe(0)
    await panel.getByText(say('widget-panel:uploading')).first().waitFor({ state: 'detached' })
    await expect.poll(() => panel.getByText(say('widget-panel:uploading')).count(), patiently).toBe(0)
    await widget.sendButton.click()
    await panel.getByRole('img', { name: /png$/ }).waitFor()
    await panel.getByRole('link', { name: say('widget-panel:openFile', { name: 'facture.txt' }) }).waitFor()
    expect(page.url()).toContain(chat.site.origin)
  })

  test('issue 3 §1: an answer is heard only after a click on this page, once each, and not once the sound is off, which the tab remembers', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    await page.addInitScript(`{
      window.rings = 0
      window.AudioContext = class extends AudioContext { constructor() { super(); window.rings += 1 } }
    }`)
    await page.goto(chat.site.page(chat.key))
    const widget = widgetOn(page, 'fr')
    const rings = () => page.evaluate<number>('rings')
    const unread = (count: number) =>
      expect.poll(() => page.title(), patiently).toBe(count > 0 ? `(${count}) Fleurs` : 'Fleurs')
    const menu = () => widget.panel.getByRole('button', { name: widget.say('widget-panel:menu') }).click()
    await widget.begin()
    await widget.writes('Sonnez-moi')
    await widget.message('Sonnez-moi').getByText(widget.say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Sonnez-moi')

    // Loaded anew, nobody has clicked yet.
    await page.reload()
    await chat.answer(id, 'Un')
    await unread(1)
    expect(await rings()).toBe(0)

    await widget.open()
    await unread(0)
    await page.keyboard.press('Escape')
    await chat.answer(id, 'Deux')
    await unread(1)
    expect(await rings()).toBe(1)

    await widget.open()
    await menu()
    await widget.panel.getByRole('button', { name: widget.say('widget-panel:soundOn') }).click()
    await page.reload()
    await widget.open()
    await menu()
    await widget.panel.getByRole('button', { name: widget.say('widget-panel:soundOff') }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await chat.answer(id, 'Trois')
    await unread(1)
    expect(await rings()).toBe(0)
  })

  test('ACC-1: words of another language are marked as such, in the thread and where they are said aloud; a closed panel’s button says that something came', async context => {
    const { expect } = context
    const { widget, id } = await talking(
      context,
      'Could you tell me where my bouquet of peonies is now, please?',
    )
    const { page, panel } = widget
    const answer = 'It left our workshop this morning.'
    await chat.answer(id, answer)
    await widget.message(answer).waitFor()
    const languageOf = (words: string) =>
      panel.locator('.words').filter({ hasText: words }).getAttribute('lang')
    expect(await languageOf('Could you tell me')).toBe('en')
    expect(await languageOf(answer)).toBe('en')
    await widget.writes('Merci beaucoup, je reste chez moi toute la journée.')
    await widget.message('Merci beaucoup').getByText(widget.say('widget-panel:arrived')).waitFor()
    expect(await languageOf('Merci beaucoup')).toBeNull()
    expect(await panel.locator('[aria-live=polite] [lang]').allTextContents()).toEqual([answer])
    expect(await page.locator('boucle-widget').getAttribute('lang')).toBe('fr')

    await page.keyboard.press('Escape')
    await chat.answer(id, 'Your neighbour has it.')
    const values = { name: 'Maison Bleuet', count: 1 }
    await page
      .locator('boucle-widget')
      .getByRole('status')
      .filter({ hasText: widget.say('widget-loader:openUnread', values) })
      .first()
      .waitFor({ state: 'attached' })
  })

  test('ACC-1: in forced colours every control and bubble has an edge; with reduced motion nothing moves and a moving picture waits to be opened', async context => {
    const { expect } = context
    const { widget, id } = await talking(context, 'Sans couleurs ni mouvement', {
      forcedColors: 'active',
      reducedMotion: 'reduce',
    })
    const { panel, page } = widget
    await chat.answer(id, 'Bien sûr')
    await widget.message('Bien sûr').waitFor()
    const edges = async (selector: string) => {
      const all = page.locator('boucle-widget').locator(selector)
      return all.evaluateAll(found =>
        found.map(one => {
          const style = (globalThis as unknown as Styles).getComputedStyle(one)
          return `${style.borderBottomWidth} ${style.borderBottomStyle}`
        }),
      )
    }
    for (const part of ['.launcher', '.bubble', '.send', 'header', 'textarea']) {
      const found = await edges(part)
      expect(found.length, part).toBeGreaterThan(0)
      for (const edge of found) expect(edge, part).toBe('1px solid')
    }
    await panel.locator('input[type=file]').setInputFiles({
      name: 'bouquet.gif',
      mimeType: 'image/gif',
      buffer: Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
    })
    await panel.getByText('bouquet.gif').waitFor()
    await panel.getByText(widget.say('widget-panel:uploading')).waitFor({ state: 'detached' })
    await widget.sendButton.click()
    await panel
      .getByRole('link', { name: widget.say('widget-panel:openFile', { name: 'bouquet.gif' }) })
      .waitFor()
    expect(await panel.getByRole('img').count()).toBe(0)
    expect(
      await panel.evaluate(one => (one as unknown as Animated).getAnimations({ subtree: true }).length),
    ).toBe(0)
    expect(await findDefects(page)).not.toContainEqual(expect.stringContaining('boucle-widget'))
  })

  test('ACC-1: at 200 % and at 400 % everything can be read and reached, and a phone held sideways is all the chat’s', async context => {
    const { expect } = context
    const { widget, id } = await talking(context, 'De très près', { deviceScaleFactor: 2 })
    const { page, panel } = widget
    await chat.answer(id, 'Voici une réponse assez longue pour passer à la ligne plusieurs fois. '.repeat(5))
    await widget.message('assez longue').waitFor()
    const magnified = (times: number) => ({
      width: Math.round(sizes.desk.width / times),
      height: Math.round(sizes.desk.height / times),
    })
    for (const size of [magnified(2), magnified(4), { width: 844, height: 390 }]) {
      await page.setViewportSize(size)
      const at = `at ${size.width} × ${size.height}`
      expect(await sidewaysScroll(page), at).toBeLessThanOrEqual(0)
      const whole = await panel.boundingBox()
      const controls = await panel.locator('header button, footer button, footer textarea, .attach').all()
      expect(controls.length).toBeGreaterThan(5)
      for (const control of controls) {
        const box = (await control.boundingBox())!
        expect(Math.min(box.x, box.y), at).toBeGreaterThanOrEqual(0)
        expect(box.x + box.width, at).toBeLessThanOrEqual(size.width)
        expect(box.y + box.height, at).toBeLessThanOrEqual(size.height)
      }
      // The conversation itself can be read between them.
      expect((await panel.locator('.thread').boundingBox())!.height, at).toBeGreaterThan(60)
      // Where it could show only a strip of the conversation, it takes the whole window.
      if (size.height < 420) expect(whole, at).toEqual({ x: 0, y: 0, ...size })
      await widget.text.fill('Une ligne\n'.repeat(12))
      await widget.sendButton.waitFor()
      const send = (await widget.sendButton.boundingBox())!
      expect(send.y + send.height, at).toBeLessThanOrEqual(size.height)
      await widget.text.fill('')
    }
  })
}

/** Puts something on the clipboard as another program does: contents in base64 by their type. */
async function copy(page: Page, contents: Record<string, string>): Promise<void> {
  await page.evaluate(async given => {
    const { navigator, ClipboardItem, fetch } = globalThis as unknown as ClipboardWindow
    const blobs = Object.entries(given).map(async ([type, base64]) => [
      type,
      await (await fetch(`data:${type};base64,${base64}`)).blob(),
    ])
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(await Promise.all(blobs)))])
  }, contents)
}

/** Drags files of the machine over a part of the page, as a hand does; they are not let go yet. */
async function dragOver(page: Page, part: ReturnType<Page['locator']>, files: string[]) {
  const client = await page.context().newCDPSession(page)
  const box = (await part.boundingBox())!
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const)
    await client.send('Input.dispatchDragEvent', { type, ...at, data })
  return { letGo: () => client.send('Input.dispatchDragEvent', { type: 'drop', ...at, data }) }
}

interface Styles {
  getComputedStyle(element: unknown): Record<'borderBottomWidth' | 'borderBottomStyle', string>
}
interface Animated {
  getAnimations(options: { subtree: boolean }): unknown[]
}
interface ClipboardWindow {
  navigator: { clipboard: { write(items: unknown[]): Promise<void> } }
  ClipboardItem: new (contents: object) => unknown
  fetch(address: string): Promise<{ blob(): Promise<unknown> }>
}
