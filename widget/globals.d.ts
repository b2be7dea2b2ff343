/** The parts that this one may load, and the names under which they are kept for ever; written in by the build. */
declare const __PARTS__: Record<string, string>

declare module '*.css?inline' {
  const sheet: string
  export default sheet
}
