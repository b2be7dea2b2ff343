/** Moves the focus to the next region of the page (F6), or to the previous one; says which. */
export function moveToRegion(page: Document, step: 1 | -1): HTMLElement | undefined {
  const regions = [...page.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown)
  if (regions.length === 0) return undefined
  const here = regions.findLastIndex(region => region.contains(page.activeElement))
  const next =
    regions[(here + step + regions.length + (here === -1 && step === -1 ? 1 : 0)) % regions.length]!
  next.focus()
  return next
}

function isShown(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && !element.closest('[inert], [aria-hidden="true"]')
}
