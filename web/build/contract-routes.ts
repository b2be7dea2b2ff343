import { type AnyContractRouter, minifyContractRouter } from '@orpc/contract'
import type { Plugin } from 'vite'

const name = 'virtual:contract-routes'

/** Gives the browser the methods and paths of the contract without its schemas: 25 kB less, no Zod in the page. */
export function contractRoutes(contract: AnyContractRouter): Plugin {
  return {
    name: 'contract-routes',
    resolveId: id => (id === name ? `\0${name}` : undefined),
    load: id => (id === `\0${name}` ? `export default ${JSON.stringify(bare(contract))}` : undefined),
  }
}

/** Who may call what and the prose of the documentation stay on the server; the client only needs the way in. */
function bare(contract: AnyContractRouter): unknown {
  const routes = JSON.parse(JSON.stringify(minifyContractRouter(contract))) as Tree
  const strip = (tree: Tree): void => {
    for (const value of Object.values(tree)) {
      if (!('~orpc' in value)) strip(value)
      else {
        const definition = value['~orpc'] as { meta: unknown; route: Record<string, unknown> }
        definition.meta = {}
        for (const prose of ['summary', 'description', 'tags', 'operationId', 'spec', 'successDescription'])
          delete definition.route[prose]
      }
    }
  }
  strip(routes)
  return routes
}

interface Tree {
  [key: string]: Tree
}
