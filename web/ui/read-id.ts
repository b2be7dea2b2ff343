/** Reads an id of an address; undefined when it cannot be one, so that an old or mistyped link narrows nothing. */
export function readId(text: string | null | undefined): string | undefined {
  return text && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : undefined
}
