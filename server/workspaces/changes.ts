/** A thing with some of its fields changed; a field that was not said stays as it was. */
export function withChanges<T extends object>(
  before: T,
  changes: { [Key in keyof T]?: T[Key] | undefined },
): T {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  return { ...before, ...(Object.fromEntries(given) as Partial<T>) }
}
