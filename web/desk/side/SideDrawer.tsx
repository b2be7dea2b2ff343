import { Button, Drawer } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation, Message } from '../../../contract/conversations.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadingLines } from '../../ui/LoadingLines.tsx'
import { useIsPhone } from '../../ui/useIsPhone.ts'
import classes from './Side.module.css'
import { SideForm } from './SideForm.tsx'
import { SideThread } from './SideThread.tsx'
import type { SideConversations } from './useSideConversations.ts'

export interface SideDrawerProps {
  conversation: Conversation
  messages: readonly Message[]
  side: SideConversations
  opened: boolean
  onClose: () => void
}

/** Whom we asked beside this conversation, and what they answered: beside the thread, because the customer never sees it. */
export function SideDrawer({ conversation, messages, side, opened, onClose }: SideDrawerProps) {
  const { t } = useTranslation('desk')
  const phone = useIsPhone()
  const [isAsking, setAsking] = useState(false)
  const { list, sides } = side
  const mayAsk = conversation.allowed.includes('reply')
  const shows = isAsking || (mayAsk && list.isSuccess && sides.length === 0)
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={phone ? '100%' : 520}
      title={t('side.title')}
      // The customer's words stay readable beside what is asked about them.
      withOverlay={phone}
      lockScroll={phone}
    >
      <p className={classes.effect}>{t('side.effect')}</p>
      {list.isError && <ErrorState problem={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <LoadingLines rows={4} />}
      {!mayAsk && list.isSuccess && sides.length === 0 && (
        <EmptyState text={t('side.none')} hint={t('side.noneHint')} />
      )}
      {sides.map(one => (
        <SideThread key={one.id} conversation={conversation} item={one} side={side} />
      ))}
      {shows ? (
        <SideForm
          conversation={conversation}
          messages={messages}
          side={side}
          onDone={() => setAsking(false)}
          onCancel={sides.length > 0 ? () => setAsking(false) : onClose}
        />
      ) : (
        mayAsk &&
        list.isSuccess && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden="true" />}
            onClick={() => setAsking(true)}
          >
            {t('side.ask')}
          </Button>
        )
      )}
    </Drawer>
  )
}
