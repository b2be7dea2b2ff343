/** Catches what is plainly not an address yet; the server decides for the rest. */
export function looksLikeEmail(text: string): boolean {
  return /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(text)
}
