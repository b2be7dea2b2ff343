/** The ratio of contrast of two colours written `#RRGGBB`, from 1 to 21 (WCAG 2.2). */
export function contrastOf(one: string, other: string): number {
  const [high, low] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

/** The nearest colour towards black or white that stands out enough from a ground; the colour itself when it does. */
export function readableOn(ground: string, colour: string, { towards, atLeast }: Readable): string {
  const aim = towards === 'black' ? 0 : 255
  for (let step = 0; step <= 100; step++) {
    const moved = mixed(colour, aim, step / 100)
    if (contrastOf(moved, ground) >= atLeast) return moved
  }
  return towards === 'black' ? '#000000' : '#FFFFFF'
}

interface Readable {
  towards: 'black' | 'white'
  atLeast: number
}

/** A colour moved by a share of the way to black (0) or white (255). */
export function mixed(colour: string, aim: number, share: number): string {
  const parts = channelsOf(colour).map(value => Math.round(value + (aim - value) * share))
  return `#${parts.map(value => value.toString(16).padStart(2, '0')).join('')}`.toUpperCase()
}

function luminanceOf(colour: string): number {
  const [red, green, blue] = channelsOf(colour).map(value => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

const channelsOf = (colour: string): number[] =>
  [1, 3, 5].map(place => Number.parseInt(colour.slice(place, place + 2), 16))
