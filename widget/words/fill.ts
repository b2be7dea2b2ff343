/** A sentence with its holes filled; a `count` chooses between `_one` and `_other`. Counts of none are never told. */
export function fill(
  sentences: Record<string, string>,
  key: string,
  values: Record<string, string | number> = {},
): string {
  const sentence = sentences[key] ?? sentences[`${key}_${values.count === 1 ? 'one' : 'other'}`] ?? key
  return sentence.replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(values[name] ?? ''))
}
