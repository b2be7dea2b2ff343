import type { ChatSettings } from '../../contract/chat.ts'
import type { Language, Theme } from './bridge.ts'
import { inkOn } from './contrast.ts'
import look from './look.css?inline'

interface Acts {
  onLauncher(): void
  onInvite(): void
  onDismiss(): void
}

interface Label {
  isOpen: boolean
  unread: number
  name: string
  region: string
  dismiss: string
}

/**
 * How the host stands on the page: what is important within a shadow root weighs more than what is important around it, so
 * no sheet of the page has a say. `all` leaves the direction: ours is that of our sentences, or numbers would read backwards.
 */
const stance = `:host{all:initial!important;display:block!important;position:fixed!important;bottom:20px!important;
right:20px!important;z-index:2147483000!important;direction:ltr!important;color:#17212b!important;
font:400 16px/24px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif!important}
:host([data-side=left]){right:auto!important;left:20px!important}:host([hidden]){display:none!important}`

const bubble = 'M4 5h16v11H9l-5 4z'
const cross = 'M6 6l12 12M18 6L6 18'

/**
 * The button, its badge and the small message beside it, in a shadow root: the page's style sheet does not reach in, and
 * ours does not reach out. The sheet is made by script rather than written in the page, which a strict CSP would refuse.
 */
export function draw({ onLauncher, onInvite, onDismiss }: Acts) {
  const host = document.createElement('boucle-widget')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(stance + look)
  root.adoptedStyleSheets = [sheet]

  const region = append(root, 'section', 'region')
  const invite = append(region, 'div', 'invite')
  const inviteWords = append(invite, 'button', 'words')
  const dismiss = append(invite, 'button', 'away')
  const launcher = append(region, 'button', 'launcher')
  const glyph = icon()
  launcher.append(glyph.svg)
  const name = append(launcher, 'span', 'name')
  const badge = append(launcher, 'span', 'badge')
  const spoken = append(region, 'div', 'spoken')
  const crossed = icon()
  crossed.set(cross)
  dismiss.append(crossed.svg)
  for (const button of [launcher, inviteWords, dismiss]) button.setAttribute('type', 'button')
  name.setAttribute('aria-hidden', 'true')
  badge.setAttribute('aria-hidden', 'true')
  badge.hidden = true
  invite.hidden = true
  spoken.setAttribute('role', 'status')
  launcher.setAttribute('aria-haspopup', 'dialog')
  launcher.addEventListener('click', onLauncher)
  inviteWords.addEventListener('click', onInvite)
  dismiss.addEventListener('click', onDismiss)

  let theme: Theme = 'auto'
  const nights = matchMedia('(prefers-color-scheme: dark)')
  const darken = () => {
    host.toggleAttribute('data-dark', theme === 'dark' || (theme === 'auto' && nights.matches))
  }
  nights.addEventListener('change', darken)
  darken()
  let isHidden = false
  let isCovered = false
  const place = () => {
    host.hidden = isHidden || isCovered
  }
  const attach = () => {
    if (host.isConnected) return
    // Beside the body, not in it: a page that moves or replaces its body leaves us where we are.
    document.documentElement.append(host)
    // Above everything by right: a page that turns, fades or moves its root takes us nowhere. Older browsers stay below.
    host.popover = 'manual'
    host.showPopover?.()
  }
  attach()

  return {
    root,
    /** Puts it back where the page took it away. */
    attach,
    dress({ theme }: ChatSettings, side = host.dataset.side) {
      host.style.setProperty('--brand', theme.colour)
      host.style.setProperty('--ink', inkOn(theme.colour))
      host.dataset.side = side === 'left' || side === 'right' ? side : theme.side
    },
    label(language: Language, title: string, label: Label) {
      host.lang = language
      region.setAttribute('aria-label', label.region)
      launcher.setAttribute('aria-label', title)
      launcher.setAttribute('aria-expanded', String(label.isOpen))
      name.textContent = label.name
      name.hidden = label.isOpen
      glyph.set(label.isOpen ? cross : bubble)
      badge.hidden = label.unread === 0
      badge.textContent = label.unread > 99 ? '99+' : String(label.unread)
      dismiss.setAttribute('aria-label', label.dismiss)
    },
    invite(text: string | undefined) {
      invite.hidden = text === undefined
      inviteWords.textContent = text ?? ''
      this.say(text ?? '')
    },
    /** Said aloud, shown nowhere. */
    say(text: string) {
      spoken.textContent = text
    },
    isInviting: () => !invite.hidden,
    /** Something that the visitor must know, on the small message: the panel is not there to say it. */
    tell(text: string) {
      this.invite(text)
    },
    setOpen(isOpen: boolean) {
      host.toggleAttribute('data-open', isOpen)
    },
    setBusy(isBusy: boolean) {
      launcher.setAttribute('aria-busy', String(isBusy))
    },
    setTheme(given: Theme) {
      theme = given
      darken()
    },
    setHidden(hidden: boolean) {
      isHidden = hidden
      place()
    },
    setCovered(covered: boolean) {
      isCovered = covered
      place()
    },
    focus() {
      launcher.focus()
    },
  }
}

function append<Name extends keyof HTMLElementTagNameMap>(
  parent: Node,
  tag: Name,
  className: string,
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(tag)
  element.className = className
  parent.appendChild(element)
  return element
}

function icon() {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  const path = document.createElementNS(space, 'path')
  for (const [name, value] of [
    ['viewBox', '0 0 24 24'],
    ['fill', 'none'],
    ['stroke', 'currentColor'],
    ['stroke-width', '1.75'],
    ['stroke-linejoin', 'round'],
    ['stroke-linecap', 'round'],
    ['aria-hidden', 'true'],
    ['width', '20'],
    ['height', '20'],
  ])
    svg.setAttribute(name!, value!)
  svg.append(path)
  return { svg, set: (shape: string) => path.setAttribute('d', shape) }
}
