import type { Locator, Page } from 'playwright-core'
import { vi } from 'vitest'
import { patiently } from './patience.ts'
import { escapePattern, type Language, patternOf, type Say, wordsIn } from './words.ts'

/** The desk as a person finds things on it: by role and by name. */
export interface Desk {
  page: Page
  say: Say
  rows: Locator
  /** The row of somebody in the list that is shown. */
  row(name: string): Locator
  /** The conversation that is open. */
  pane: Locator
  thread: Locator
  /** What is known of the customer. */
  card: Locator
  /** Messages that contain these words. */
  message(text: string): Locator
  tab(kind: 'reply' | 'note'): Locator
  replyText(name: string): Locator
  noteText: Locator
  draftSaved: Locator
  sendButton: Locator
  undoBar: Locator
  undoButton: Locator
  /** What the page says aloud, refusals included. */
  said(sentence: string | RegExp): Locator
  view(name: string): Locator
  /** Opens somebody's conversation from the list by the keyboard alone. */
  openByKeyboard(name: string): Promise<void>
  isFocused(element: Locator): Promise<void>
  /** Waits until nothing typed is unsaved. */
  waitForSavedDraft(): Promise<void>
}

/** Reads a page as the desk, in its language. */
export function deskOn(page: Page, language: Language): Desk {
  const say = wordsIn(language)
  const list = page.getByRole('region', { name: say('desk:list.label') })
  const rows = list.getByRole('listitem')
  const pane = page.getByRole('region', { name: patternOf(say, 'desk:pane.label', 'name') })
  const thread = pane.getByRole('region', { name: say('desk:thread.label') })
  const composer = pane.getByRole('region', { name: say('desk:compose.label') })
  const undoBar = page.getByRole('region', { name: say('common:undo.bar') })
  const draftSaved = composer.getByText(patternOf(say, 'desk:compose.saved', 'time'))
  const row = (name: string) => rows.filter({ hasText: name })
  return {
    page,
    say,
    rows,
    row,
    pane,
    thread,
    card: page.getByRole('complementary'),
    message: text => thread.getByRole('article').filter({ hasText: text }),
    tab: kind => composer.getByRole('tab', { name: say(`desk:compose.${kind}`) }),
    replyText: name => composer.getByRole('textbox', { name: say('desk:compose.replyText', { name }) }),
    noteText: composer.getByRole('textbox', { name: say('desk:compose.noteText') }),
    draftSaved,
    sendButton: composer.getByRole('button', {
      name: patternOf(say, 'desk:compose.send', 'name', { channel: 'e-mail' }),
    }),
    undoBar,
    undoButton: undoBar.getByRole('button', { name: say('common:act.undo') }),
    said: sentence => page.locator('[aria-live]').getByText(sentence),
    view: name =>
      page
        .getByRole('navigation', { name: say('desk:views.label') })
        .getByRole('link', { name: new RegExp(`^${escapePattern(say(`desk:views.${name}`))}( |$)`) }),
    async openByKeyboard(name) {
      await row(name).waitFor()
      const focused = page.locator('[data-row]:focus')
      await page.keyboard.press('j')
      await focused.waitFor()
      await page.keyboard.press('Home')
      await page.locator('[aria-posinset="1"] [data-row]:focus').waitFor()
      let place: string | null = null
      for (;;) {
        // A key may take a moment: pressed again too early, it would pass over the row.
        await vi.waitFor(async () => {
          const now = await focused.getAttribute('data-row', { timeout: 1000 })
          if (now === place) throw new Error(`${name} is not in the list`)
          place = now
        }, patiently)
        if ((await focused.textContent())?.includes(name)) break
        await page.keyboard.press('j')
      }
      await page.keyboard.press('Enter')
      await thread.getByRole('article').first().waitFor()
    },
    async isFocused(element) {
      await vi.waitFor(async () => {
        const isFocused = await element.evaluate(one => one === one.ownerDocument.activeElement)
        if (!isFocused) throw new Error(`The focus is not on ${element}`)
      }, patiently)
    },
    waitForSavedDraft: () => draftSaved.waitFor(),
  }
}
