/**
 * Loads a part of the widget under the name that browsers keep for ever. A release may have taken that away, or the network
 * failed, which browsers remember: then under the name that is there in every release, as if it were another.
 */
export async function partOf<Part>(server: string, name: string): Promise<Part> {
  const at = (file: string) => import(/* @vite-ignore */ `${server}/widget/1/${file}`) as Promise<Part>
  try {
    return await at(`${__PARTS__[name]}.js`)
  } catch {
    return at(`${name}.js?t=${Date.now()}`)
  }
}
