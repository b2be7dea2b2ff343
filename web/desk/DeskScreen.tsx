import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams, useSearch } from 'wouter'
import type { ConversationRow, View } from '../../contract/conversations.ts'
import { useApi } from '../api/ApiProvider.tsx'
import { ApiProblem } from '../api/api-problem.ts'
import { useSession } from '../session.tsx'
import { Page } from '../ui/Page.tsx'
import { PaneLayout, useCardFolded } from '../ui/PaneLayout.tsx'
import { useNarrowerThan } from '../ui/useIsPhone.ts'
import { deskPath, readAddress } from './address.ts'
import { CustomerCard } from './card/CustomerCard.tsx'
import { DraftsProvider } from './composer/DraftsProvider.tsx'
import { type Desk, DeskProvider } from './DeskContext.tsx'
import { createConversationCache } from './data/conversation-cache.ts'
import { useConversation, useConversationId, useViewCounts } from './data/queries.ts'
import { neighbour } from './data/rows.ts'
import { goOnOf } from './going-on.ts'
import { ListPane } from './list/ListPane.tsx'
import { MainPane } from './MainPane.tsx'
import { useDeskPalette } from './useDeskPalette.ts'
import { ViewsPane } from './views/ViewsPane.tsx'
import { homeView } from './views/view-entries.ts'

const cardFold = 'desk.card'
/** Pixels under which a conversation is no longer comfortable to read and answer. */
const leastConversation = 440

/** The adviser's desk: views, list, conversation and card, one of them at a time on a phone. */
export default function DeskScreen() {
  const { me, role, update } = useSession()
  const { query } = useApi()
  const queryClient = useQueryClient()
  const [, navigate] = useLocation()
  const search = useSearch()
  const { view, ref } = readAddress(useParams(), homeView(role))
  const number = ref.kind === 'number' ? ref.number : undefined
  const rows = useRef<readonly ConversationRow[]>([])
  const preferences = useRef(me.preferences)
  preferences.current = me.preferences
  const settleList = useRef<() => void>(() => undefined)
  const searchNow = useRef(search)
  searchNow.current = search
  const [known, setKnown] = useState<ReadonlyMap<number, string>>(new Map())
  const know = useCallback(
    (known: number, id: string) =>
      setKnown(ids => (ids.get(known) === id ? ids : new Map(ids).set(known, id))),
    [],
  )
  const cache = useMemo(
    () => createConversationCache(queryClient, query, { id: me.member.id }),
    [queryClient, query, me.member.id],
  )
  const isPhone = useNarrowerThan(768)

  const open = useCallback<Desk['open']>(
    (row, options = {}) => {
      know(row.number, row.id)
      navigate(deskPath(options.view ?? view, row.number, searchNow.current), {
        replace: options.replace ?? false,
      })
    },
    [know, navigate, view],
  )
  const [finished, setFinished] = useState<View>()
  const openNext = useCallback<Desk['openNext']>(
    (id, leaving) => {
      const next = neighbour(rows.current, id, leaving)
      setFinished(next ? undefined : view)
      // One pane at a time: back to the list, where the next row is in its place.
      if (next && !isPhone) open(next, { replace: true })
      else navigate(deskPath(view, undefined, searchNow.current), { replace: true })
    },
    [view, open, navigate, isPhone],
  )
  const goOn = useCallback<Desk['goOn']>(
    (act, id) => {
      const where = goOnOf(act, preferences.current)
      if (where === 'next') openNext(id)
      if (where === 'list') {
        setFinished(undefined)
        navigate(deskPath(view, undefined, listSearch(searchNow.current)), { replace: true })
      }
      return where !== 'stay'
    },
    [view, openNext, navigate],
  )
  const desk = useMemo<Desk>(
    () => ({
      finished,
      goOn,
      view,
      number,
      cache,
      rows,
      settleList,
      open,
      know,
      openView: (next: View) => navigate(deskPath(next)),
      write: to =>
        navigate(deskPath(view, 'new', new URLSearchParams(to as Record<string, string>).toString())),
      leave: () => navigate(deskPath(view, undefined, listSearch(searchNow.current))),
      openNext,
    }),
    [view, number, cache, open, openNext, goOn, finished, know, navigate],
  )

  const knownId = number === undefined ? undefined : known.get(number)
  const found = useConversationId(number, knownId)
  const id = number === undefined ? undefined : (knownId ?? found.data)
  const conversation = useConversation(id)
  // What one may no longer see is not shown any longer, even if it was a moment ago.
  const shown = isNotFound(conversation.error) ? undefined : conversation.data
  const card = useCardFold()

  return (
    <DeskProvider desk={desk}>
      <DraftsProvider>
        <DeskPage
          isOpen={ref.kind !== 'none'}
          card={shown && <CustomerCard key={shown.contact.id} conversation={shown} />}
          isCardOpen={card.isOpen}
          onCard={card.set}
          name={shown?.contact.name}
          main={
            <MainPane
              address={ref}
              conversation={shown}
              problem={found.error ?? conversation.error}
              onRetry={() => void (found.isError ? found.refetch() : conversation.refetch())}
              isCardShown={card.isOpen}
              onCard={() => card.set(!card.isOpen)}
            />
          }
        />
      </DraftsProvider>
    </DeskProvider>
  )

  /** A column that each person keeps open or folded; a drawer that is shut again each time, where there is no room. */
  function useCardFold() {
    const isDrawer = useCardFolded('desk', leastConversation)
    const [isDrawerOpen, setDrawerOpen] = useState(false)
    const folded = me.preferences.foldedPanels
    return {
      isOpen: isDrawer ? isDrawerOpen : !folded.includes(cardFold),
      set: (isOpen: boolean) => {
        if (isDrawer) setDrawerOpen(isOpen)
        else
          update({
            preferences: {
              foldedPanels: isOpen ? folded.filter(one => one !== cardFold) : [...folded, cardFold],
            },
          })
      },
    }
  }
}

interface DeskPageProps {
  isOpen: boolean
  main: React.ReactNode
  card: React.ReactNode
  isCardOpen: boolean
  onCard: (isOpen: boolean) => void
  /** Who the open conversation is with. */
  name: string | undefined
}

function DeskPage({ isOpen, main, card, isCardOpen, onCard, name }: DeskPageProps) {
  const { t } = useTranslation('desk')
  const counts = useViewCounts()
  useDeskPalette()
  const mine = counts.data?.items.find(item => item.view === 'mine')?.count ?? 0
  return (
    <Page title={t('title')} {...(name && { tabTitle: name })} count={mine} hideTitle width="full">
      <PaneLayout
        id="desk"
        views={<ViewsPane />}
        list={<ListPane />}
        main={main}
        card={card}
        shown={isOpen ? 'main' : 'list'}
        cardOpen={isCardOpen}
        onCardOpenChange={onCard}
        leastMain={leastConversation}
        labels={{ views: t('views.label'), list: t('list.label'), card: t('card.label') }}
      />
    </Page>
  )
}

const isNotFound = (error: unknown) => error instanceof ApiProblem && error.status === 404

/** What narrows the list; the address of a new message has other words in its query. */
function listSearch(search: string): string {
  const query = new URLSearchParams(search)
  query.delete('contactId')
  query.delete('address')
  return query.toString()
}
