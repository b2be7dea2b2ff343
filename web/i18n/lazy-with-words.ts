import areas from 'virtual:words-of-screens'
import { type ComponentType, lazy } from 'react'
import { getI18n } from 'react-i18next'

/**
 * A screen whose file comes when it is first shown, and the sentences of all its parts with it: a part that had to wait
 * for its own would hide the whole screen again, and what is typed meanwhile would go nowhere.
 *
 * @param file its path from `web`, such as `./desk/DeskScreen.tsx`
 */
export function lazyWithWords(file: string, load: () => Promise<{ default: ComponentType }>): ComponentType {
  return lazy(async () => {
    const [screen] = await Promise.all([load(), getI18n().loadNamespaces(areas[file] ?? [])])
    return screen
  })
}
