interface Tabs {
  token(): string | undefined
  onToken(token: string): void
}

/** The tabs of one site share one conversation: a new one asks the others for the way in, each by its own storage. */
export function createTabs(key: string, { token, onToken }: Tabs) {
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`boucle:${key}`) : undefined
  channel?.addEventListener('message', ({ data }: MessageEvent<{ ask?: true; token?: string }>) => {
    const mine = token()
    if (data.ask && mine) channel.postMessage({ token: mine })
    else if (data.token) onToken(data.token)
  })
  return {
    ask: () => channel?.postMessage({ ask: true }),
    tell: (given: string) => channel?.postMessage({ token: given }),
  }
}
