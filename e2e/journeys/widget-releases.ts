import type { Page } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { widgetOn } from '../widget.ts'

/** Tabs stay open for days while releases pass: loader, panel and live line of different releases go on together. */
export function outliveReleases(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat?.close())

  test('issue 3 §6: what carries its hash is kept for ever, what pages and old tabs name for minutes, and any site may have both', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    const cached = new Map<string, string | undefined>()
    page.on('response', answer => {
      const { pathname } = new URL(answer.url())
      if (pathname.startsWith('/widget')) cached.set(pathname, answer.headers()['cache-control'])
    })
    await page.goto(chat.site.page(chat.key))
    const widget = widgetOn(page, 'fr')
    await widget.begin()
    await widget.writes('Gardez les fichiers')
    await widget.message('Gardez les fichiers').getByText(widget.say('widget-panel:arrived')).waitFor()
    const parts = () => [...cached.keys()].filter(path => path.startsWith('/widget/1/')).sort()
    const hashed = (name: string) =>
      expect.stringMatching(new RegExp(`^/widget/1/${name}-[0-9a-f]{12}\\.js$`))
    await expect.poll(parts, patiently).toEqual([hashed('fr'), hashed('line'), hashed('panel')])
    for (const path of parts()) expect(cached.get(path), path).toMatch(/max-age=31536000.*immutable/)
    expect(cached.get('/widget.js')).toMatch(/max-age=300\b/)
    for (const name of ['panel', 'line', 'fr', 'en']) {
      const { headers } = await fetch(`${stage().program.url}/widget/1/${name}.js`)
      expect(headers.get('cache-control'), name).toMatch(/max-age=300\b/)
      expect(headers.get('access-control-allow-origin'), name).toBe('*')
    }
  })

  test('issue 3 §6: in a tab that was opened before a release, whose files are gone, the chat opens, changes its language, writes and is answered live', async context => {
    const page = await stage().visit(context)
    await page.goto(chat.site.page(chat.key))
    await widgetOn(page, 'fr').launcher.waitFor()
    // The release: the names that the loader of this tab knows lead nowhere any more.
    await page.route(/\/widget\/1\/\w+-[0-9a-f]{12}\.js/, route => route.fulfill({ status: 404 }))
    const widget = widgetOn(page, 'en')
    const line = page.waitForEvent('websocket')
    await widgetOn(page, 'fr').open()
    await page.evaluate("Boucle('locale', 'en')")
    await widget.panel
      .getByRole('button', { name: widget.say('widget-panel:leaveMessage') })
      .or(widget.talk)
      .click()
    await widget.writes('From an old tab')
    await widget.message('From an old tab').getByText(widget.say('widget-panel:arrived')).waitFor()
    await line
    const { id } = await chat.conversationOf('From an old tab')
    await chat.answer(id, 'To an old tab')
    await widget.message('To an old tab').waitFor()
  })

  test('issue 3 §6: the panel of today does its work for the loader of the first release', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    // This tab has no loader of ours: it has what the first one was, to the letter of agreement 1.
    await page.route('**/widget.js', route =>
      route.fulfill({ contentType: 'text/javascript', body: firstLoader(stage()) }),
    )
    await page.goto(chat.site.page(chat.key))
    const { panel, say, ...widget } = widgetOn(page, 'fr')
    await panel.waitFor()
    await widget.talk.or(panel.getByRole('button', { name: say('widget-panel:leaveMessage') })).click()
    await widget.writes('Du premier chargeur')
    await widget.message('Du premier chargeur').getByText(say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Du premier chargeur')
    await chat.answer(id, 'Au premier chargeur')
    await widget.message('Au premier chargeur').waitFor()
    await panel.getByRole('button', { name: say('widget-panel:close') }).click()
    await panel.waitFor({ state: 'hidden' })
    await chat.answer(id, 'Panneau fermé')
    await expect.poll(() => tolds(page), patiently).toContain('unread 1')
    expect(await tolds(page)).toEqual(expect.arrayContaining(['sent', 'message', 'closed']))
  })

  test('issue 3 §6: the loader of today does its work with the panel of the first release', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    await page.route('**/widget/1/panel*', route =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'access-control-allow-origin': '*' },
        body: firstPanel,
      }),
    )
    await page.goto(chat.site.page(chat.key))
    const { launcher } = widgetOn(page, 'fr')
    await launcher.click()
    const panel = page.getByRole('dialog', { name: 'Premier panneau' })
    await panel.waitFor()
    await page.evaluate("Boucle('open', 'Ma commande')")
    await panel.getByText('Ma commande').waitFor()
    await page.evaluate("Boucle('locale', 'en')")
    await panel.getByText('en Close the chat').waitFor()
    await panel.getByRole('button').click()
    await panel.waitFor({ state: 'hidden' })
    await expect.poll(() => launcher.getAttribute('aria-label'), patiently).toMatch(/3 unread/)
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
  })
}

const tolds = (page: Page) => page.evaluate<string[]>('tolds')

/** The loader as it first was, as far as a panel can see: what agreement 1 gives and nothing that was added since. */
const firstLoader = ({ program }: Stage) => `{
  const server = ${JSON.stringify(program.url)}
  const key = document.currentScript.dataset.key
  window.tolds = []
  const host = document.createElement('boucle-widget')
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [new CSSStyleSheet()]
  document.documentElement.append(host)
  const begin = async () => {
    const settings = await (await fetch(server + '/widget/v1/' + key + '/settings?language=fr')).json()
    const [part, words] = await Promise.all([
      import(server + '/widget/1/panel.js?v=0123456789ab'),
      import(server + '/widget/1/fr.js?v=0123456789ab'),
    ])
    const panel = part.mount({
      root, server, key, settings,
      language: 'fr',
      words: words.default,
      identity: undefined,
      hasConsent: () => false,
      emit: name => tolds.push(name),
      setUnread: count => tolds.push('unread ' + count),
      closed() { tolds.push('closed'); panel.close() },
    })
    panel.open()
  }
  addEventListener('load', begin)
}`

/** A panel as it first was, as far as a loader can see: it asks the bridge for what agreement 1 has and nothing more. */
const firstPanel = `
export function mount({ root, server, key, settings, language, words, identity, hasConsent, emit, setUnread, closed }) {
  const panel = document.createElement('div')
  panel.setAttribute('role', 'dialog')
  panel.setAttribute('aria-label', 'Premier panneau')
  const said = document.createElement('p')
  const close = document.createElement('button')
  close.textContent = 'x'
  close.onclick = () => { closed(); setUnread(3) }
  panel.append(said, close)
  panel.hidden = true
  root.prepend(panel)
  if (![server, key, settings.name, language, words.close].every(Boolean) || hasConsent()) throw new Error('bridge')
  return {
    open() { panel.hidden = false },
    close() { panel.hidden = true },
    identify() {},
    setLanguage(language, words) { said.textContent = language + ' ' + words.close },
    propose(text) { said.textContent = text },
  }
}`
