/** Text cut into words and web addresses, so that an address can be followed; nothing else becomes more than text. */
export function linked(text: string): { text: string; href?: string }[] {
  const parts: { text: string; href?: string }[] = []
  let place = 0
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]»’]/gi)) {
    if (found.index > place) parts.push({ text: text.slice(place, found.index) })
    parts.push({ text: found[0], href: found[0] })
    place = found.index + found[0].length
  }
  if (place < text.length) parts.push({ text: text.slice(place) })
  return parts
}
