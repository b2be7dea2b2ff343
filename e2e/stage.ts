import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core'
import { type TestContext, vi } from 'vitest'
import type { Role } from '#contract/common.ts'
import { type Boucle, createBoucle } from '../sdk/src/index.ts'
import { startBrowser } from './chromium.ts'
import { type Customer, createCustomer } from './customer.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { patiently } from './patience.ts'
import { type Program, startProgram } from './program.ts'
import type { Language } from './words.ts'

export const workspace = 'maison-bleuet'
export const addresses = { fr: 'bonjour@maison-bleuet.test', en: 'hello@maison-bleuet.test' } as const

/** The program with its demonstration, a browser, and the people who use both. */
export interface Stage {
  program: Program
  browser: Browser
  outbox: Outbox
  /** A page of its own for a person of the demonstration, signed in; closed when the test ends. */
  enter(test: TestContext, role: Role, options?: EnterOptions): Promise<Page>
  /** A page of its own for somebody who has not signed in; once they are, they are spoken to in `language`, if it is said. */
  visit(test: TestContext, options?: BrowserContextOptions & { language?: Language }): Promise<Page>
  /** The API as a person of the demonstration calls it, beside the screens: by the client that other programs use. */
  as(role: Role): Boucle
  /** The same by method and path, for what a journey asks in its own words. */
  call<Answer>(role: Role, method: string, path: string, body?: unknown): Promise<Answer>
  customer(name: string, language?: Language): Customer
  /** The conversation that a customer's mail opened, once it is understood. */
  conversationOf(customer: Customer): Promise<{ id: string; number: number }>
  /** What the pages of a test threw or said in their console as errors. */
  troublesOf(test: TestContext): readonly string[]
  close(): Promise<void>
}

export interface EnterOptions extends BrowserContextOptions {
  language?: Language
  /** The first screen, without the workspace: `/desk/unassigned`. */
  path?: string
}

export const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const

/** Where the picture of a page goes when its test fails. */
const pictures = new URL('../data/e2e/', import.meta.url).pathname

/** Starts the program with its demonstration and the browser: once, every journey plays here. */
export async function openStage(chromium: string): Promise<Stage> {
  await ensurePages()
  const [program, browser] = await Promise.all([startProgram({ DEMO: 'on' }), startBrowser(chromium)])
  const cookies = new Map<Role, Promise<string>>()
  const troubles = new Map<string, string[]>()

  const fetchAs = async (role: Role, address: Parameters<typeof fetch>[0], init?: RequestInit) => {
    if (!cookies.has(role)) cookies.set(role, sessionOf(program.url, role))
    const headers = new Headers(init?.headers)
    headers.delete('authorization')
    headers.set('cookie', await cookies.get(role)!)
    headers.set('origin', program.url)
    headers.set('boucle-workspace', workspace)
    // A program that has too much to do says so, and is asked again.
    for (let again = 0; ; again += 1) {
      const answer = await fetch(address, { ...init, headers })
      if (answer.status !== 503 || again === 20) return answer
      await pause(500)
    }
  }
  const as = (role: Role): Boucle =>
    createBoucle({
      url: program.url,
      key: 'a session stands in for it',
      fetch: (address, init) => fetchAs(role, address, init),
    })
  const call = async <Answer>(role: Role, method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetchAs(role, `${program.url}/api/v1${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} as ${role}: ${answer.status} ${text}`)
    return JSON.parse(text === '' ? 'null' : text) as Answer
  }

  const open = async (
    test: TestContext,
    { language, ...options }: BrowserContextOptions & { language?: Language },
  ): Promise<Page> => {
    const context = await browser.newContext({
      ...{ viewport: sizes.desk, baseURL: program.url },
      ...(language && { locale: language === 'fr' ? 'fr-FR' : 'en-GB' }),
      ...options,
    })
    if (language) await context.addInitScript(keepLanguage, language)
    context.setDefaultTimeout(patiently.timeout)
    test.onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') await takePictures(context, task.name)
      await context.close()
    })
    const mine = troubles.get(test.task.id) ?? []
    troubles.set(test.task.id, mine)
    context.on('weberror', error => mine.push(`${error.page()?.url()}: ${error.error().stack}`))
    context.on('console', message => {
      if (message.type() === 'error' && !isAnswer(message))
        mine.push(`${message.page()?.url()}: ${message.text()}`)
    })
    return context.newPage()
  }

  return {
    program,
    browser,
    outbox: createOutbox(join(program.dataDir, 'outbox')),
    async enter(test, role, { language = 'fr', path = '/desk', ...options } = {}) {
      const page = await open(test, { language, ...options })
      const entered = await page.request.post('/api/v1/demo-sessions', { data: { role } })
      if (!entered.ok()) throw new Error(`No way in as ${role}: ${await entered.text()}`)
      await as(role).workspaces.updateMe({ language })
      await page.goto(`/w/${workspace}${path}`)
      return page
    },
    visit: (test, options = {}) => open(test, options),
    as,
    call,
    customer: (name, language = 'fr') =>
      createCustomer({ name, to: addresses[language], smtpPort: program.smtpPort }),
    conversationOf: customer =>
      vi.waitFor(
        async () => {
          const found = await as('administrator').conversations.list({ view: 'all', q: customer.address })
          if (!found.items[0]) throw new Error(`Nothing from ${customer.address} yet`)
          return found.items[0]
        },
        { ...patiently, interval: 200 },
      ),
    troublesOf: test => troubles.get(test.task.id) ?? [],
    async close() {
      await browser.close()
      await program.remove()
    },
  }
}

/**
 * Runs in a page. Journeys share the people of the demonstration, each of whom has one language at the server: the page
 * reads the one that its journey speaks, whatever another sets meanwhile.
 */
function keepLanguage(language: string): void {
  const ask = globalThis.fetch
  globalThis.fetch = async (...request: Parameters<typeof fetch>) => {
    const answer = await ask(...request)
    const isRead =
      (request[0] instanceof Request ? request[0].method : (request[1]?.method ?? 'GET')) === 'GET'
    if (!isRead || !answer.ok || !/\/api\/v1\/me$/.test(answer.url)) return answer
    const me = (await answer.json()) as { member: object }
    return new Response(JSON.stringify({ ...me, member: { ...me.member, language } }), answer)
  }
}

/** Builds the pages if they changed, as `npm start` and `npm test` do. */
async function ensurePages(): Promise<void> {
  const setup = new URL('../scripts/setup.mjs', import.meta.url).href
  const { ensurePages } = (await import(setup)) as { ensurePages: () => Promise<void> }
  await ensurePages()
}

/** The browser writes each refusal and each cut to the console as well; the screens answer for those. */
function isAnswer(message: ConsoleMessage): boolean {
  const about = `${message.location().url} ${message.text()}`
  return (
    /^Failed to load resource|^WebSocket connection/.test(message.text()) &&
    // Browsers ask for an icon that pages for customers do not name.
    /\/(api|socket\.io|widget)\/|\/favicon\.ico/.test(about)
  )
}

async function sessionOf(url: string, role: Role): Promise<string> {
  const answer = await fetch(`${url}/api/v1/demo-sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role }),
  })
  if (!answer.ok) throw new Error(`No session as ${role}: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}

async function takePictures(context: BrowserContext, test: string): Promise<void> {
  await mkdir(pictures, { recursive: true })
  const name = test
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 80)
  for (const [place, page] of context.pages().entries())
    await page
      .screenshot({
        path: join(pictures, `${name}-${context.browser()?.contexts().indexOf(context)}-${place}.png`),
      })
      .catch(() => undefined) // the page may have broken: the failure itself is told anyway
}
