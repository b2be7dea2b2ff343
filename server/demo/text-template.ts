/** The values a text may name, such as the order number or the first name of the person. */
export type Slots = Record<string, string>

const SLOT = /\{(\w+)\}/g

/** Replaces each {slot} by its value; a slot without a value is a mistake in the texts, so it throws. */
export function fill(template: string, slots: Slots): string {
  if (!template.includes('{')) return template
  return template.replace(SLOT, (_whole, name: string) => {
    const value = slots[name]
    if (value === undefined)
      throw new Error(`The demo text "${template}" names {${name}}, which has no value here`)
    return value
  })
}

/** Begins a sentence: the first letter becomes a capital. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
