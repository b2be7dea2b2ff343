const modal = 'dialog[open], [aria-modal="true"]'

/** Says when the page begins and ceases to show a dialog of its own, over which the widget must not lie. */
export function watchDialogs(tell: (found: boolean) => void): void {
  let waiting = false
  let last = false
  const look = () => {
    waiting = false
    const found = [...document.querySelectorAll(modal)].some(one => one.checkVisibility())
    if (found !== last) tell(found)
    last = found
  }
  const lookSoon = () => {
    // A busy page changes a thousand times a second: once in a while is enough.
    if (waiting) return
    waiting = true
    setTimeout(look, 200)
  }
  new MutationObserver(lookSoon).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributeFilter: ['open', 'aria-modal', 'hidden', 'class', 'style'],
  })
  look()
}
