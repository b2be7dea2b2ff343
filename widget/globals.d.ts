/** Changes with what the loader loads; written in by the build. */
declare const __VERSION__: string

declare module '*.css?inline' {
  const sheet: string
  export default sheet
}
