/** What a page does with its visitor's choice: one line to the widget (docs/widget.md). */
export const shopScript = `
window.Boucle ||= function () { (Boucle.q ||= []).push(arguments) }
for (const button of document.querySelectorAll('[data-consent]'))
  button.addEventListener('click', () => {
    const said = document.querySelector('[role=status]')
    Boucle('consent', button.dataset.consent === 'yes')
    said.textContent = said.dataset[button.dataset.consent]
  })
`
