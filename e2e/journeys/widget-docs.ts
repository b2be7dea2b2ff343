import * as crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, test } from 'vitest'
import { type ChatAtWork, openChat } from '../chat.ts'
import { patiently } from '../patience.ts'
import type { Stage } from '../stage.ts'
import { type Widget, widgetOn } from '../widget.ts'

const docs = readFileSync(new URL('../../docs/widget.md', import.meta.url), 'utf8')

/** What the page tells a site to write, done to the letter. */
export function keepThePagesPromises(stage: () => Stage): void {
  let chat: ChatAtWork
  beforeAll(async () => {
    chat = await openChat(stage())
  }, 60_000)
  afterAll(() => chat?.close())

  test('issue 3 §1: every call and every event of docs/widget.md does what the page says, calls made before the script included', async context => {
    const { expect } = context
    const page = await stage().visit(context)
    const [early] = blocksOf('html').filter(block => block.includes('Boucle.q'))
    const events = /^Events: (.*?)\. /ms.exec(docs)![1]!.matchAll(/`(\w+)`/g)
    const named = [...events].map(([, name]) => name!).sort()
    expect(named).toEqual(['close', 'message', 'open', 'ready', 'sent', 'unread'])
    const listening = `window.heard = []; for (const name of ${JSON.stringify(named)}) Boucle('on', name, about => heard.push({ name, ...about }))`
    await page.goto(
      chat.site.page(chat.key, { body: `<main><h1>Fleurs</h1></main>${early}<script>${listening}</script>` }),
    )
    const widget = widgetOn(page, 'fr')
    await widget.launcher.waitFor()
    const heard = (name: string) =>
      page.evaluate<Record<string, unknown>[]>(`heard.filter(({ name }) => name === '${name}')`)
    expect(await heard('ready')).toHaveLength(1)

    const effects = effectsOf(widget)
    const calls = callsIn(docs).filter(call => !/identity|identify|event, listener/.test(call))
    expect(calls.toSorted()).toEqual(Object.keys(effects).toSorted())
    for (const [call, isDone] of Object.entries(effects)) {
      await page.evaluate(`void ${call}`)
      await expect.poll(isDone, { ...patiently, message: call }).toBe(true)
    }
    expect(await heard('open')).not.toEqual([])
    expect(await heard('close')).not.toEqual([])

    // A listener that is taken back hears nothing more; the others do.
    await page.evaluate("window.late = []; Boucle('on', 'sent', about => late.push(about))()")
    await page.evaluate("Boucle('locale', 'fr'); Boucle('open')")
    await widget.talk
      .or(widget.panel.getByRole('button', { name: widget.say('widget-panel:leaveMessage') }))
      .or(widget.text)
      .first()
      .waitFor()
    if (!(await widget.text.isVisible())) await widget.panel.locator('.main').click()
    await widget.writes('Pour les pages')
    await widget.message('Pour les pages').getByText(widget.say('widget-panel:arrived')).waitFor()
    const { id } = await chat.conversationOf('Pour les pages')
    await page.evaluate("Boucle('close')")
    await chat.answer(id, 'Pour vos pages')
    await expect.poll(() => heard('unread'), patiently).toContainEqual({ name: 'unread', count: 1 })
    expect(await heard('sent')).toEqual([{ name: 'sent', text: 'Pour les pages' }])
    expect(await heard('message')).toEqual([
      { name: 'message', from: expect.any(String), text: 'Pour vos pages' },
    ])
    expect(await page.evaluate('late')).toEqual([])
    // After the visitor's consent the way back is kept for the next visit.
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([`boucle:${chat.key}`])
    // What this version does not know does nothing.
    expect(await page.evaluate("Boucle('fly', 'away')")).toBeUndefined()
  })

  test('SEC-3: what the page tells a server to sign is taken, for the visitor that it names', async context => {
    const { expect } = context
    const { secret } = await stage().call<{ secret: string }>(
      'administrator',
      'POST',
      `/channels/${chat.channelId}/identity-secret`,
    )
    const user = {
      id: `page-${Date.now()}`,
      email: `nolwenn.${Date.now()}@mail.test`,
      name: 'Nolwenn Kerleo',
    }
    const [code] = blocksOf('js').filter(block => block.includes('createHmac'))
    // Run as the page has it: the import is given, what stands in the comment is what the page of the site calls.
    const call = /Boucle\('identify', .*\)/.exec(code!)![0]
    const given = { createHmac: crypto.createHmac, process: { env: { BOUCLE_CHAT_SECRET: secret } }, user }
    const identity = runInNewContext(
      `(() => { ${code!.replace(/^import .*$/m, '')}\n; const Boucle = (_name, who) => who; return ${call} })()`,
      given,
    ) as object
    const page = await stage().visit(context)
    await page.goto(chat.site.page(chat.key))
    const widget = widgetOn(page, 'fr')
    await widget.launcher.waitFor()
    await page.evaluate(`Boucle('identify', ${JSON.stringify(identity)})`)
    await widget.begin()
    await widget.writes('Signé comme la page le dit')
    await widget.message('Signé comme').getByText(widget.say('widget-panel:arrived')).waitFor()
    expect((await chat.conversationOf('Signé comme la page le dit')).contact.name).toBe(user.name)
    // Signed out, the next visitor at this screen is somebody else.
    await page.evaluate("Boucle('identify')")
    await widget.message('Signé comme').waitFor({ state: 'detached' })
  })
}

const blocksOf = (language: string) =>
  [...docs.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block!)

/** Every call that the table of calls names. */
const callsIn = (text: string) => [
  ...new Set([...text.matchAll(/`(Boucle\('[^`]*\))`/g)].map(([, call]) => call!)),
]

/** How it shows that a call did what the page says, in an order that a visitor could see. */
function effectsOf(widget: Widget): Record<string, () => Promise<boolean>> {
  const { page, launcher } = widget
  const host = page.locator('boucle-widget')
  const panel = page.getByRole('dialog')
  const has = async (name: string) => (await host.getAttribute(name)) !== null
  return {
    "Boucle('open')": () => panel.isVisible(),
    "Boucle('open', 'My order 4812…')": async () => (await widget.text.inputValue()) === 'My order 4812…',
    "Boucle('close')": async () => !(await panel.isVisible()),
    "Boucle('locale', 'fr')": async () => (await host.getAttribute('lang')) === 'fr',
    "Boucle('theme', 'dark')": () => has('data-dark'),
    "Boucle('side', 'left')": async () => ((await launcher.boundingBox())?.x ?? 0) === 20,
    "Boucle('hide')": async () => !(await launcher.isVisible()),
    "Boucle('show')": () => launcher.isVisible(),
    // It shows once something is said: until then it is nothing but a word of the page's.
    "Boucle('consent', true)": async () => (await page.evaluate<number>('localStorage.length')) === 0,
  }
}
