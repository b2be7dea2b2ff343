/**
 * Puts what hangs from a button (a panel, a list of choices) in the main region of the page: at the end of the body it
 * would belong to no landmark. For what lives inside a `Page` and leaves with it.
 */
export const inMain = { portalProps: { target: '#main' } } as const

/** The same for a menu, which then begins on its first item: Mantine's own first stop is an element without a name. */
export const menuInMain = { ...inMain, withInitialFocusPlaceholder: false } as const
