/** Where to go after signing in: the page that was asked for when it is ours, else the desk (of the workspace, when known). */
export function wayIn(slug: string | undefined, search: string): string {
  const next = new URLSearchParams(search).get('next')
  // "//host" and "/\host" are other sites for a browser; a path of another workspace would be refused there anyway.
  if (next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in')) return next
  return slug ? `/w/${slug}/desk` : '/desk'
}

/** Address of the sign-in page that leads back to where one was. */
export function wayOut(path: string): string {
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`
}

/** The workspace that an address names. */
export function slugOf(path: string): string | undefined {
  return /^\/w\/([a-z0-9-]+)(?:\/|$)/.exec(path)?.[1]
}
