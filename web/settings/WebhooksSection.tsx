import { useState } from 'react'
import { useParams } from 'wouter'
import { NewWebhookPage } from './webhooks/NewWebhookPage.tsx'
import { WebhookList } from './webhooks/WebhookList.tsx'
import { WebhookPage } from './webhooks/WebhookPage.tsx'

/** Other programs that are told what happens: the list, one of them, or a new one. */
export default function WebhooksSection() {
  const { id } = useParams<{ id?: string }>()
  // From the page that makes it to the page that shows it, and no further.
  const [fresh, setFresh] = useState<{ id: string; secret: string }>()
  if (id === 'new') return <NewWebhookPage onCreated={setFresh} />
  if (!id) return <WebhookList />
  return (
    <WebhookPage
      key={id}
      id={id}
      secret={fresh?.id === id ? fresh.secret : undefined}
      onSecret={secret => setFresh(secret === undefined ? undefined : { id, secret })}
    />
  )
}
