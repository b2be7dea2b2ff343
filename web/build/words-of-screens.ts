import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Plugin } from 'vite'

const name = 'virtual:words-of-screens'

/**
 * Tells for each file that is loaded when it is first shown, by its path from `web`, which areas of sentences it speaks
 * from, its parts included. Loaded with it, none comes later and hides what somebody is already typing in.
 */
export function wordsOfScreens(root: string): Plugin {
  return {
    name: 'words-of-screens',
    resolveId: id => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return
      const areas = Object.fromEntries(
        globSync(['*/*Screen.tsx', 'settings/*Section.tsx'], { cwd: root }).map(file => [
          `./${file}`,
          areasOf(root, file),
        ]),
      )
      return `export default ${JSON.stringify(areas)}`
    },
  }
}

/** The areas that a file names for its sentences, with all that it imports at once; in their alphabetical order. */
export function areasOf(root: string, file: string): string[] {
  const areas = new Set<string>()
  const seen = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    seen.add(path)
    const source = readFileSync(path, 'utf8')
    for (const [, named] of source.matchAll(/\buseTranslation\(([^)]*)\)/g))
      for (const [, area] of named!.matchAll(/'(\w+)'/g)) areas.add(area!)
    for (const [, to] of source.matchAll(/^(?:import|export|\}) (?!type\b)[^'\n]*'(\.[^']+\.tsx?)'/gm)) {
      const next = join(dirname(path), to!)
      if (!relative(root, next).startsWith('..') && existsSync(next)) visit(next)
    }
  }
  visit(join(root, file))
  return [...areas].filter(area => area !== 'common').sort()
}
