import type { TFunction } from 'i18next'
import { parseKeys } from './strokes.ts'

const signs: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

/** Writes a key text the way it stands on the person's keyboard: each stroke is a list of caps. */
export function keyNames(text: string, isMac: boolean, t: TFunction): string[][] {
  const names: Record<string, string> = {
    Enter: t('keys.key.enter'),
    Escape: t('keys.key.escape'),
    Tab: t('keys.key.tab'),
    Home: t('keys.key.home'),
    End: t('keys.key.end'),
    ...signs,
  }
  return parseKeys(text).map(({ key, mod, shift }) => [
    ...(mod ? [isMac ? '⌘' : t('keys.key.ctrl')] : []),
    ...(shift ? [t('keys.key.shift')] : []),
    names[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  ])
}
