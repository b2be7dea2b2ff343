import { useParams } from 'wouter'
import { ChannelList } from './channels/ChannelList.tsx'
import { ChannelPage } from './channels/ChannelPage.tsx'
import { NewChannelPage } from './channels/NewChannelPage.tsx'

/** Channels by which customers write: the list, one of them, or a new one. */
export default function ChannelsSection() {
  const { id } = useParams<{ id?: string }>()
  if (id === 'new') return <NewChannelPage />
  return id ? <ChannelPage key={id} id={id} /> : <ChannelList />
}
