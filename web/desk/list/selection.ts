/** Chooses a row, or lets it go. */
export function toggle(chosen: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(chosen)
  if (!next.delete(id)) next.add(id)
  return next
}

/** Chooses everything between two rows, both included. */
export function extend(
  chosen: ReadonlySet<string>,
  order: readonly string[],
  from: string,
  to: string,
): Set<string> {
  const [a, b] = [order.indexOf(from), order.indexOf(to)]
  if (a < 0 || b < 0) return toggle(chosen, to)
  return new Set([...chosen, ...order.slice(Math.min(a, b), Math.max(a, b) + 1)])
}
