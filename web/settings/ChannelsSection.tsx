import { useParams } from 'wouter'
import { ChannelList } from './channels/ChannelList.tsx'
import { ChannelPage } from './channels/ChannelPage.tsx'
import { NewChannelPage } from './channels/NewChannelPage.tsx'
import { NewChatPage } from './channels/NewChatPage.tsx'

/** Channels by which customers write: the list, one of them, or a new one. */
export default function ChannelsSection() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewChannelPage />
  if (id === 'new-chat') return <NewChatPage />
  return id ? <ChannelPage key={id} id={id} /> : <ChannelList />
}
