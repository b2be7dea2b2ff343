/** Names of the fields whose value is not what was saved. */
export function changedFields<Values extends object>(
  saved: Values,
  values: Values,
): (keyof Values & string)[] {
  const names = Object.keys(values) as (keyof Values & string)[] // keys of the object itself
  return names.filter(name => !same(saved[name], values[name]))
}

/** The fields of these names, and no other: what a partial update sends. */
export function only<Values extends object, Name extends keyof Values>(
  values: Values,
  names: readonly Name[],
): Pick<Values, Name> {
  return Object.fromEntries(names.map(name => [name, values[name]])) as Pick<Values, Name> // built of these names
}

/** Values of forms are plain: text, numbers, lists and objects of them, in a stable order. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
