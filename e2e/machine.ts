import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { target: unknown[]; failureSummary: string }[]
}

/** As much of the page's own types as is needed here: the tests are compiled without a browser's. */
interface Box {
  left: number
  right: number
  top: number
  bottom: number
}
interface PageElement {
  parentElement: PageElement | null
  getBoundingClientRect(): Box
  contains(other: unknown): boolean
}

/** What depends on the colours alone: looked at again in the dark. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** What axe asks for only when told to: what is seen on a control is what it is called, and a finger finds it. */
const moreRules = ['label-content-name-mismatch', 'target-size']

/** Everything that axe holds against a page as it is now, one line each; `colours` looks at contrasts alone. */
export async function findDefects(
  page: Page,
  look: 'everything' | 'colours' = 'everything',
): Promise<string[]> {
  await stillness(page)
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe)
  const options = {
    resultTypes: ['violations'],
    ...(look === 'colours'
      ? { runOnly: { type: 'rule', values: colourRules } }
      : { rules: Object.fromEntries(moreRules.map(rule => [rule, { enabled: true }])) }),
  }
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(found => found.violations.map(({ id, nodes }) => ({ id, nodes })))`,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      node =>
        `${id}: ${node.target.join(' ')} (${node.failureSummary.split('\n').slice(1).join(' ').trim()})`,
    ),
  )
}

/** How many pixels of the page lie beyond its right edge, once it is laid out for the window as it is now. */
export function sidewaysScroll(page: Page): Promise<number> {
  return settled(
    page,
    () =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    beyond => beyond <= 0,
  )
}

/** What is seen when it is well, or still not after two seconds: a window that changed is drawn anew a moment later. */
async function settled<Seen>(
  page: Page,
  look: () => Promise<Seen>,
  isWell: (seen: Seen) => boolean,
): Promise<Seen> {
  let seen = await look()
  for (let tries = 0; tries < 20 && !isWell(seen); tries++) {
    await page.waitForTimeout(100)
    seen = await look()
  }
  return seen
}

/** Controls in sight that a hand cannot reach: something else lies over their middle, or the window cuts it off. */
export function hiddenControls(page: Page): Promise<string[]> {
  return settled(
    page,
    () => hiddenNow(page),
    found => found.length === 0,
  )
}

function hiddenNow(page: Page): Promise<string[]> {
  return page.locator(':root').evaluate(root => {
    const view = root.ownerDocument
    const controls =
      'a[href], button, input, select, textarea, [role="tab"], [role="option"], [role="menuitem"]'
    const style = (element: PageElement) => view.defaultView.getComputedStyle(element)
    const contains = (frame: Box, x: number, y: number) =>
      x > frame.left && x < frame.right - 1 && y > frame.top && y < frame.bottom - 1
    /** Scrolled out of its own container, which has a way to bring it back; or under what follows the window. */
    const isScrolledAway = (element: PageElement, x: number, y: number) => {
      for (let above = element.parentElement; above && above !== root; above = above.parentElement) {
        const { overflowX, overflowY } = style(above)
        if (
          /auto|scroll|hidden|clip/.test(overflowX + overflowY) &&
          !contains(above.getBoundingClientRect(), x, y)
        )
          return /auto|scroll/.test(overflowX + overflowY)
      }
      return y < 0 || y > view.documentElement.clientHeight
    }
    const found: string[] = []
    // What lies behind an open dialog is meant to be out of reach.
    const dialogs = [...view.querySelectorAll('[role="dialog"][aria-modal="true"]')]
    const inFront = dialogs.filter((one: PageElement & { checkVisibility(): boolean }) =>
      one.checkVisibility(),
    )
    for (const element of (inFront.at(-1) ?? view).querySelectorAll(controls)) {
      if (element.closest('[inert], [aria-hidden="true"], .visually-hidden')) continue
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const frame = element.getBoundingClientRect()
      if (frame.width < 2 || frame.height < 2) continue
      const [x, y] = [frame.left + frame.width / 2, frame.top + frame.height / 2]
      if (isScrolledAway(element, x, y)) continue
      const top = view.elementFromPoint(x, y)
      const isReached =
        top &&
        (element.contains(top) ||
          top.contains(element) ||
          top.closest('label')?.contains(element) ||
          (element.labels && [...element.labels].some((label: PageElement) => label.contains(top))))
      if (isReached) continue
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      found.push(
        `“${name.slice(0, 60)}” (${element.tagName.toLowerCase()}) lies under ${top ? top.outerHTML.slice(0, 90) : 'the edge of the window'}`,
      )
    }
    return found
  })
}

/** Waits until nothing moves or fades any more: half of a fade has no contrast. */
async function stillness(page: Page): Promise<void> {
  await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
}

/** What is wrong with the mark of the focus: nowhere, out of sight, or not drawn; undefined when one sees it. */
export async function focusDefect(page: Page): Promise<string | undefined> {
  await stillness(page)
  return page.locator(':root').evaluate(root => {
    const view = root.ownerDocument
    let focused = view.activeElement
    while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement
    if (!focused || focused === view.body) return 'the focus is nowhere'
    const name = focused.outerHTML.slice(0, 120)
    // A field inside a frame of ours, a radio inside its label: the mark may be drawn around those.
    const bearers = [
      focused,
      focused.nextElementSibling,
      focused.parentElement,
      focused.closest('label, section'),
    ]
    const isMarked = bearers.some(bearer => {
      if (!bearer) return false
      return ['', '::after', '::before'].some(part => {
        const style = view.defaultView.getComputedStyle(bearer, part)
        return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1
      })
    })
    const isWriting = /^(INPUT|TEXTAREA|SELECT)$/.test(focused.tagName) // the caret, and a border of the brand
    if (!isMarked && !isWriting) return `no mark around ${name}`
    const { left, right, top, bottom } = focused.getBoundingClientRect()
    const { clientWidth, clientHeight } = view.documentElement
    if (right < 1 || bottom < 1 || left > clientWidth || top > clientHeight) return `out of sight: ${name}`
    return undefined
  })
}
