/** What variables stand for, by name; one without a value is null. */
export type Variables = Readonly<Record<string, string | null>>

/** What is written between double braces and stands for nothing we know, each once, as it was written. */
export function unknownVariables(template: string, known: readonly string[]): string[] {
  const written = [...template.matchAll(/\{\{([^{}]{0,80})\}\}/g)].filter(
    ([, name]) => !known.includes(name!.trim()),
  )
  return [...new Set(written.map(([whole]) => whole))]
}

/**
 * Where double braces open and never close, or close what was opened by one: a customer would read them. Each with the
 * words that follow, so that it is found again.
 */
export function halfVariables(template: string): string[] {
  const rest = template.replaceAll(/\{\{[^{}]{0,80}\}\}/g, whole => ' '.repeat(whole.length))
  const found = [...rest.matchAll(/\{\{|(?<!\{)\{(?=\s*[a-z_]+\.[a-z_]+\s*\}\})/g)]
  return [
    ...new Set(
      found.map(({ index }) =>
        template
          .slice(index, index + 40)
          .split('\n')[0]!
          .trim(),
      ),
    ),
  ]
}

/**
 * Puts values in the place of `{{variables}}`: names are looked up, never evaluated, and one that nobody knows stays
 * text (SEC-7). A variable without a value takes the blank before it along: «Bonjour {{contact.first_name}},» is
 * «Bonjour,».
 */
export function fill(template: string, variables: Variables): string {
  return template.replaceAll(
    /([ \u00a0\u202f]?)\{\{\s*([a-z_]+\.[a-z_]+)\s*\}\}/g,
    (whole, blank: string, name: string) => {
      if (!Object.hasOwn(variables, name)) return whole
      const value = variables[name]
      return value === null || value === undefined || value === '' ? '' : `${blank}${value}`
    },
  )
}
