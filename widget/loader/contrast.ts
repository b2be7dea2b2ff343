/** Black or white, whichever reads better on a colour of six digits. */
export function inkOn(colour: string): '#fff' | '#111' {
  const [red, green, blue] = [1, 3, 5].map(place =>
    linear(Number.parseInt(colour.slice(place, place + 2), 16)),
  )
  const light = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.0556 ? '#fff' : '#111'
}

function linear(value: number): number {
  const part = value / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
