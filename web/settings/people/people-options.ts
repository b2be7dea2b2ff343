/** Languages people are likely to answer in; another one can be typed by its code. */
const usualLanguages =
  'fr en es de it pt nl pl ro ar tr uk ru zh ja el sv da nb fi cs hu he hi ta vi ko ca eu br'

/** Languages with their names in the language of the page, those most spoken here first. */
export function languageChoices(
  uiLanguage: string,
  known: readonly string[],
): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([uiLanguage], { type: 'language' })
  return [...new Set([...usualLanguages.split(' '), ...known])].map(value => ({
    value,
    label: capital(nameOf(names, value)),
  }))
}

/** A code that is not a language is shown as it is written. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1)
}
