/** One thing an entry of the audit tells: a value, or what it was and what it became. */
export interface AuditLine {
  name: string
  before?: string
  value: string
}

/**
 * What an entry tells, as lines to read. Where it holds a before and an after, only what differs; what is written with
 * the words of a person (`details`) reads like the rest.
 */
export function auditLines(data: Record<string, unknown>): AuditLine[] {
  const { details, before, after, changed: _, ...rest } = data
  return [
    ...differences(asRecord(before), asRecord(after)),
    ...flat(rest),
    ...(details ? auditLines(asRecord(details)) : []),
  ]
}

function differences(before: Record<string, unknown>, after: Record<string, unknown>): AuditLine[] {
  const then = new Map(flat(before).map(line => [line.name, line.value]))
  const now = flat(after)
  const changes = now.flatMap(({ name, value }) => {
    const old = then.get(name)
    return old === value ? [] : [{ name, value, ...(old !== undefined && { before: old }) }]
  })
  const gone = [...then].flatMap(([name, old]) =>
    now.some(line => line.name === name) ? [] : [{ name, before: old, value: '' }],
  )
  return [...changes, ...gone]
}

function flat(value: Record<string, unknown>, path = ''): AuditLine[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = path ? `${path}.${key}` : key
    if (inner === null || inner === undefined || inner === '') return []
    if (Array.isArray(inner)) {
      const plain = inner.every(item => typeof item !== 'object' || item === null)
      return inner.length === 0
        ? []
        : plain
          ? [{ name, value: inner.join(', ') }]
          : inner.flatMap((item, index) => flat(asRecord(item), `${name}.${index + 1}`))
    }
    return typeof inner === 'object' ? flat(asRecord(inner), name) : [{ name, value: String(inner) }]
  })
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {} // checked just before
}
