/** The list with one of its things a place earlier or later; the same list when it is already at the end. */
export function moved<Thing>(things: readonly Thing[], index: number, step: 1 | -1): Thing[] {
  const to = index + step
  const list = [...things]
  const thing = list[index]
  const other = list[to]
  if (thing === undefined || other === undefined) return list
  list[to] = thing
  list[index] = other
  return list
}

/** The list with one of its things put where another is. */
export function placed<Thing>(things: readonly Thing[], from: number, to: number): Thing[] {
  const thing = things[from]
  if (thing === undefined || to < 0 || to >= things.length) return [...things]
  return things.toSpliced(from, 1).toSpliced(to, 0, thing)
}

/** What must be written so that each thing has the position of its place: those that already have it are left out. */
export function newPositions(
  things: readonly { id: string; position: number }[],
): { id: string; position: number }[] {
  return things.flatMap(({ id, position }, index) => (position === index ? [] : [{ id, position: index }]))
}
