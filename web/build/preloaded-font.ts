import type { Plugin } from 'vite'

/** Asks the browser for the one font with the page, rather than after the style sheet has been read. */
export function preloadedFont(fileName: string): Plugin {
  return {
    name: 'preloaded-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, context) => {
        const font = Object.keys(context.bundle ?? {}).find(
          path => path.includes(fileName) && path.endsWith('.woff2'),
        )
        if (!font)
          throw new Error(`The font ${fileName} is not in the bundle: is global.css still importing it?`)
        return [
          {
            tag: 'link',
            injectTo: 'head',
            attrs: { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: '' },
          },
        ]
      },
    },
  }
}
