/** What variables stand for, by name; one without a value is null. */
export type Variables = Readonly<Record<string, string | null>>

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
