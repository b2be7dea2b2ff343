import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Board } from '../../contract/supervision.ts'
import { createFormat } from '../format.ts'
import { dark } from '../ui/tokens.ts'
import { useNow } from '../ui/useNow.ts'
import { AlertLines } from './AlertLines.tsx'
import { AsOf } from './AsOf.tsx'
import { Bands } from './Bands.tsx'
import classes from './Board.module.css'
import { nameOf } from './names.ts'
import { OpeningLines } from './OpeningLines.tsx'

export interface WallProps {
  board: Board
  isStale: boolean
}

/** A wall is dark whatever its machine prefers: it shines on people all day. */
const darkColours = Object.fromEntries(
  Object.entries(dark).map(([name, value]) => [`--b-${name}`, value]),
) as CSSProperties

/** A board as it hangs on a wall: five bands, nobody's name, and how old all of it is. */
export function Wall({ board, isStale }: WallProps) {
  const { t, i18n } = useTranslation('wallboard')
  const now = useNow(1000)
  const format = createFormat({ language: i18n.language === 'en' ? 'en' : 'fr', timeZone: board.timeZone })
  return (
    <main id="main" className={classes.wall} style={darkColours} data-stale={isStale || undefined}>
      <header className={classes.wallHead}>
        <h1>
          {board.workspace}
          <span className={classes.wallBoard}>{nameOf(board.board, t)}</span>
        </h1>
        <p className={classes.wallTime}>
          {format.weekday(now)} {format.time(now)}
        </p>
        <AsOf at={board.asOf} isStale={isStale} format={format} />
      </header>
      <div className={classes.notices}>
        {board.message && <p className={classes.message}>{board.message}</p>}
        <AlertLines alerts={board.alerts} format={format} />
        <OpeningLines openings={board.openings} now={now.getTime()} format={format} />
      </div>
      <Bands board={board} now={now.getTime()} format={format} isWall />
    </main>
  )
}
