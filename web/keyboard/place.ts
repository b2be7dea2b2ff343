import { type Scope, scopes } from './catalogue.ts'
import type { Place } from './keyboard.ts'

const textInputs = new Set([
  'text',
  'search',
  'email',
  'tel',
  'url',
  'password',
  'number',
  'date',
  'datetime-local',
  'month',
  'time',
  'week',
])

/** Reads from the page what surrounds the focus. */
export function placeOf(target: EventTarget | null, page: Document): Place {
  const element = target instanceof Element ? target : page.body
  return {
    writing: isWriting(element),
    inDialog: page.querySelector('[aria-modal="true"]') !== null,
    scopes: scopes.filter((scope: Scope) => element.closest(`[data-scope="${scope}"]`) !== null),
  }
}

/** Says whether letters belong to the element: a field, or a list that jumps to what is typed. */
export function isWriting(element: Element): boolean {
  if (element instanceof HTMLInputElement) return textInputs.has(element.type)
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true
  if (element instanceof HTMLElement && element.isContentEditable) return true
  return (
    element.closest('[role="menu"], [role="listbox"]:not([data-scope]), [role="combobox"], [role="tree"]') !==
    null
  )
}
