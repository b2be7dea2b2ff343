import { Drawer } from '@mantine/core'
import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PaneDivider } from './PaneDivider.tsx'
import classes from './PaneLayout.module.css'
import { keepWidths, type PaneName, readWidths } from './pane-widths.ts'
import { useNarrowerThan } from './useIsPhone.ts'

export interface PaneLayoutProps {
  /** Widths are remembered under this name. */
  id: string
  /** Left column; absent when the screen has none. */
  views?: ReactNode
  list: ReactNode
  main: ReactNode
  /** Right column; absent when nothing is open. */
  card?: ReactNode
  /** Which pane a phone shows. */
  shown: 'list' | 'main'
  cardOpen: boolean
  onCardOpenChange: (open: boolean) => void
  /** Pixels that the main pane must keep: card and views fold earlier than usual to leave them. */
  leastMain?: number
  /** Names of the regions, heard and reached by F6. */
  labels?: Partial<Record<'views' | 'list' | 'main' | 'card', string>>
}

export interface Panes {
  /** What this width cannot show as columns. */
  folded: { card: boolean; views: boolean; list: boolean }
  openViews: () => void
  closeViews: () => void
  openCard: () => void
  closeCard: () => void
}

const PanesContext = createContext<Panes | undefined>(undefined)

/**
 * The panes of the desk. As the width falls the card becomes a drawer (under 1100 px), then the views a menu
 * (under 900), then the list a page of its own (under 768); what is written or scrolled in a pane survives each fold.
 */
export function PaneLayout({
  id,
  views,
  list,
  main,
  card,
  shown,
  cardOpen,
  onCardOpenChange,
  leastMain = 0,
  labels,
}: PaneLayoutProps) {
  const { t } = useTranslation()
  const [widths, setWidths] = useState(() => readWidths(localStorage, id))
  const [viewsOpen, setViewsOpen] = useState(false)
  const cardFolded = useCardFolded(id, leastMain)
  const viewsFolded = useNarrowerThan(
    Math.max(900, leastMain === 0 ? 0 : railWidth + leastMain + widths.views + widths.list),
  )
  const listFolded = useNarrowerThan(768)
  const name = (pane: 'views' | 'list' | 'main' | 'card') => labels?.[pane] ?? t(`panes.${pane}`)
  const resize = (pane: PaneName) => (width: number) => {
    const next = { ...widths, [pane]: width }
    setWidths(next)
    keepWidths(localStorage, id, next)
  }
  const panes = useMemo<Panes>(
    () => ({
      folded: { card: cardFolded, views: viewsFolded, list: listFolded },
      openViews: () => setViewsOpen(true),
      closeViews: () => setViewsOpen(false),
      openCard: () => onCardOpenChange(true),
      closeCard: () => onCardOpenChange(false),
    }),
    [cardFolded, viewsFolded, listFolded, onCardOpenChange],
  )
  const cardInColumn = Boolean(card) && cardOpen && !cardFolded
  const hiddenOnPhone = (pane: 'list' | 'main') => listFolded && shown !== pane

  return (
    <PanesContext value={panes}>
      <div className={classes.panes} data-one={listFolded || undefined} data-shown={shown}>
        {views && !viewsFolded && (
          <nav
            className={classes.views}
            style={{ width: widths.views }}
            data-region
            tabIndex={-1}
            aria-label={name('views')}
          >
            {views}
          </nav>
        )}
        {views && !viewsFolded && (
          <PaneDivider
            pane="views"
            name={name('views')}
            width={widths.views}
            side="left"
            onChange={resize('views')}
          />
        )}
        <section
          key="list"
          className={classes.list}
          style={listFolded ? undefined : { width: widths.list }}
          data-region
          tabIndex={-1}
          aria-label={name('list')}
          data-hidden={hiddenOnPhone('list') || undefined}
          inert={hiddenOnPhone('list')}
        >
          {list}
        </section>
        {!listFolded && (
          <PaneDivider
            pane="list"
            name={name('list')}
            width={widths.list}
            side="left"
            onChange={resize('list')}
          />
        )}
        <section
          key="main"
          className={classes.main}
          data-region
          tabIndex={-1}
          aria-label={name('main')}
          data-hidden={hiddenOnPhone('main') || undefined}
          inert={hiddenOnPhone('main')}
        >
          {main}
        </section>
        {cardInColumn && (
          <PaneDivider
            pane="card"
            name={name('card')}
            width={widths.card}
            side="right"
            onChange={resize('card')}
          />
        )}
        {cardInColumn && (
          <aside
            className={classes.card}
            style={{ width: widths.card }}
            data-region
            tabIndex={-1}
            aria-label={name('card')}
          >
            {card}
          </aside>
        )}
      </div>
      {card && cardFolded && (
        <Drawer
          opened={cardOpen}
          onClose={() => onCardOpenChange(false)}
          position="right"
          size={listFolded ? '100%' : 360}
          title={name('card')}
          classNames={{ body: classes.drawer }}
        >
          {card}
        </Drawer>
      )}
      {views && viewsFolded && (
        <Drawer
          opened={viewsOpen}
          onClose={() => setViewsOpen(false)}
          position="left"
          size={300}
          title={name('views')}
          classNames={{ body: classes.drawer }}
        >
          {views}
        </Drawer>
      )}
    </PanesContext>
  )
}

/** Width of the rail beside the panes. */
const railWidth = 56

/** Whether the card is a drawer: where there is no room for it, or too little would be left for the main pane. */
export function useCardFolded(id: string, leastMain = 0): boolean {
  const [{ views, list, card }] = useState(() => readWidths(localStorage, id))
  return useNarrowerThan(Math.max(1100, leastMain === 0 ? 0 : railWidth + leastMain + views + list + card))
}

/** What is folded now, and the ways to open it; for what stands inside a pane. */
export function usePanes(): Panes {
  const panes = use(PanesContext)
  if (!panes) throw new Error('usePanes needs a PaneLayout above it')
  return panes
}
