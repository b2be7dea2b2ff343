/**
 * Keeps a text from running as a formula where a spreadsheet opens it (SEC-7): what begins like one, even behind spaces,
 * gets an apostrophe: = + - @, their full-width twins, a tabulation or a line end. Server and pages write tables alike.
 */
export const inert = (text: string): string =>
  /^[\s\u00A0\u202F]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text
