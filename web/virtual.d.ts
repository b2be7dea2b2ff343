declare module 'virtual:contract-routes' {
  import type { AnyContractRouter } from '@orpc/contract'

  const routes: AnyContractRouter
  export default routes
}

declare module 'virtual:words-of-screens' {
  /** Areas of sentences by file of a screen, such as `./desk/DeskScreen.tsx`. */
  const areas: Record<string, string[]>
  export default areas
}
