import { type Html, html } from '#server/platform/pages/html.ts'

/** A bouquet's colours: its flowers, their hearts, what is behind. */
export const petals = [
  ['#c9577a', '#f6d5df', '#fbf1f4'],
  ['#5b7fc4', '#dfe8fa', '#f0f4fc'],
  ['#e0903f', '#fbe3c8', '#fdf5ea'],
  ['#8a63b8', '#e6daf5', '#f6f1fb'],
  ['#c94f43', '#f9d9d4', '#fdf1ef'],
  ['#4f9a78', '#d5eee2', '#eff8f3'],
] as const

const heads = [
  [100, 62, 26],
  [62, 82, 22],
  [138, 82, 22],
  [82, 112, 20],
  [120, 112, 20],
] as const

/** A bouquet, drawn: nothing is fetched for it. */
export function bouquetPicture(place: number): Html {
  const [petal, heart, ground] = petals[place % petals.length]!
  return html`<svg viewBox="0 0 200 200" aria-hidden="true"><rect width="200" height="200" fill="${ground}"/>
${heads.map(([x, y]) => html`<path d="M${x} ${y}Q${(x + 100) / 2} 150 100 186" fill="none" stroke="#5c7a55" stroke-width="4"/>`)}
${heads.map(([x, y, size]) => flower(x, y, size))}<path d="M78 150h44l-10 40H88z" fill="#d8c7a8"/></svg>`

  function flower(x: number, y: number, size: number): Html {
    const round = [0, 60, 120, 180, 240, 300].map(turn => {
      const angle = (turn * Math.PI) / 180
      const [cx, cy] = [x + Math.cos(angle) * size * 0.6, y + Math.sin(angle) * size * 0.6]
      return html`<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="${(size * 0.5).toFixed(1)}" fill="${petal}"/>`
    })
    return html`${round}<circle cx="${x}" cy="${y}" r="${(size * 0.42).toFixed(1)}" fill="${heart}"/>`
  }
}
