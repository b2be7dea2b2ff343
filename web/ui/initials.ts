/** First letters of a name: "Anna Pereira" gives AP, "anna@mail.fr" gives A. */
export function initials(name: string): string {
  const words = name
    .split(/[@(<]/)[0]!
    .split(/[\s.\-_’']+/)
    .filter(word => /^\p{L}/u.test(word))
  const chosen = words.length > 1 ? [words[0]!, words.at(-1)!] : words
  return chosen.map(word => [...word][0]!.toLocaleUpperCase()).join('') || '?'
}
