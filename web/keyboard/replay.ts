/**
 * Presses keys in the field that has the focus, as if they had been pressed there: text as text, so that it can be undone
 * with the rest; others one by one, after what the text before them changes on the screen.
 */
export async function replay(keys: readonly string[], page: Document): Promise<void> {
  let text = ''
  for (const key of keys) {
    if (key.length === 1 && isTextField(page.activeElement)) {
      text += key
      continue
    }
    text = write(text, page)
    await new Promise(done => setTimeout(done))
    page.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }
  write(text, page)
}

const isTextField = (element: Element | null) =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement

function write(text: string, page: Document): '' {
  if (text) page.execCommand('insertText', false, text)
  return ''
}
