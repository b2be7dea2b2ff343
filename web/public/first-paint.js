// Runs before the first paint, as a file because the page allows no inline script: picks the colours and the
// density chosen last time, so that a dark screen never flashes white.
;(() => {
  const root = document.documentElement
  let scheme = 'auto'
  let density = 'comfortable'
  try {
    scheme = localStorage.getItem('boucle.scheme') || scheme
    density = localStorage.getItem('boucle.density') || density
  } catch {
    // Storage can be refused (private windows, company policy): the defaults are fine.
  }
  if (scheme !== 'light' && scheme !== 'dark')
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  root.setAttribute('data-mantine-color-scheme', scheme)
  root.setAttribute('data-density', density)
})()
