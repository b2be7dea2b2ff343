import type { Locator, Page } from 'playwright-core'
import { type Language, patternOf, type Say, wordsIn } from './words.ts'

/** The chat of a page as its visitor finds things on it: by role and by name. */
export interface Widget {
  page: Page
  say: Say
  launcher: Locator
  panel: Locator
  talk: Locator
  text: Locator
  sendButton: Locator
  /** Messages that contain these words, on their way ones included. */
  message(text: string | RegExp): Locator
  /** What was said aloud of arriving messages, in order. */
  announced(): Promise<string[]>
  open(): Promise<void>
  /** From the closed button to the field, without pre-chat questions. */
  begin(): Promise<void>
  writes(text: string): Promise<void>
}

/** Reads a page's chat, in its language. */
export function widgetOn(page: Page, language: Language): Widget {
  const say = wordsIn(language)
  const panel = page.getByRole('dialog', { name: patternOf(say, 'widget-panel:dialog', 'name') })
  const text = panel.getByRole('textbox', { name: say('widget-panel:write') })
  const talk = panel.getByRole('button', { name: say('widget-panel:talk') })
  const launcher = page.locator('boucle-widget').locator('.launcher')
  const widget: Widget = {
    page,
    say,
    launcher,
    panel,
    talk,
    text,
    sendButton: panel.getByRole('button', { name: say('widget-panel:send') }),
    message: words => panel.getByRole('listitem').filter({ hasText: words }),
    announced: () => panel.locator('[aria-live=polite] p').allTextContents(),
    async open() {
      await launcher.click()
      await panel.waitFor()
    },
    async begin() {
      await widget.open()
      await talk.or(panel.getByRole('button', { name: say('widget-panel:leaveMessage') })).click()
      await text.waitFor()
    },
    async writes(words) {
      await text.fill(words)
      await text.press('Enter')
    },
  }
  return widget
}
