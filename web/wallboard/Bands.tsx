import { useTranslation } from 'react-i18next'
import type { Board } from '../../contract/supervision.ts'
import type { Format } from '../format.ts'
import { ChannelIcon } from '../ui/ChannelIcon.tsx'
import classes from './Board.module.css'
import { type BandName, bandNames, bandsOf, type Figure, furthest } from './bands.ts'

export interface BandsProps {
  board: Board
  now: number
  format: Format
  /** On a wall, seen from afar. */
  isWall: boolean
}

/** The five bands of a board; in each, the figure furthest from its target is drawn large. */
export function Bands({ board, now, format, isWall }: BandsProps) {
  const { t } = useTranslation('wallboard')
  const bands = bandsOf(board, now)
  return (
    <div className={classes.bands} data-wall={isWall || undefined}>
      {bandNames.map(name => (
        <Band
          key={name}
          name={name}
          figures={bands[name]}
          {...{ board, now, format }}
          title={t(`band.${name}`)}
        />
      ))}
    </div>
  )
}

interface BandProps {
  name: BandName
  title: string
  figures: readonly Figure[]
  board: Board
  now: number
  format: Format
}

function Band({ name, title, figures, board, now, format }: BandProps) {
  const { t } = useTranslation('wallboard')
  const largest = furthest(figures)
  return (
    <section className={classes.band} aria-label={title} data-band={name}>
      <div>
        <h2>{title}</h2>
        {name === 'people' && board.people.states === null && (
          <p className={classes.note}>{t(board.isRouted ? 'fewPeople' : 'routingOff')}</p>
        )}
      </div>
      {figures.length === 0 ? (
        <p className={classes.none}>{t(`none.${name}` as 'none.waiting')}</p>
      ) : (
        <dl className={classes.figures}>
          {figures.map((figure, index) => (
            <Drawn
              // What stands at a place of a band is the same figure from one count to the next.
              key={keyOf(figure)}
              isLarge={index === largest}
              {...{ figure, now, format }}
            />
          ))}
        </dl>
      )}
    </section>
  )
}

/** Nobody acts on these from afar: a wall leaves them to the boards of those who lead. */
const nearby: ReadonlySet<string> = new Set(['away', 'occupancy'])

const keyOf = (figure: Figure): string =>
  [figure.kind, 'name' in figure && figure.name, 'channel' in figure && figure.channel].join()

interface DrawnProps {
  figure: Figure
  isLarge: boolean
  now: number
  format: Format
}

function Drawn({ figure, isLarge, now, format }: DrawnProps) {
  const { t } = useTranslation(['wallboard', 'common'])
  const { label, value, beside } = words()
  return (
    <div
      className={classes.figure}
      data-large={isLarge || undefined}
      data-tone={figure.tone}
      data-zero={(figure.kind === 'count' && figure.count === 0 && figure.name !== 'free') || undefined}
      data-near={('name' in figure && nearby.has(figure.name)) || undefined}
      data-level={figure.kind === 'serviceLevel' || undefined}
    >
      <dt>{label}</dt>
      <dd>
        <span className={classes.value}>
          {figure.tone === 'late' && (
            <span aria-hidden="true" className={classes.sign}>
              ▲{' '}
            </span>
          )}
          {figure.tone === 'soon' && (
            <span aria-hidden="true" className={classes.sign}>
              △{' '}
            </span>
          )}
          {value}
        </span>
        {beside && <span className={classes.beside}>{beside}</span>}
      </dd>
    </div>
  )

  function words() {
    switch (figure.kind) {
      case 'waiting':
        return {
          label: <ChannelIcon kind={figure.channel} withWord size={20} />,
          value: format.number(figure.count),
          beside:
            figure.oldestSince &&
            t('oldest', { duration: format.duration((now - Date.parse(figure.oldestSince)) / 1000) }),
        }
      case 'serviceLevel':
        return {
          label: (
            <>
              {t('serviceLevel', {
                within: format.duration(figure.withinSeconds),
                target: format.percent(figure.target),
              })}{' '}
              <ChannelIcon kind={figure.channel} withWord />
            </>
          ),
          value: figure.share === null ? t('tooFew') : format.percent(figure.share),
          beside:
            figure.share === null
              ? undefined
              : t('measuredOf', {
                  inTime: format.number(figure.answeredInTime),
                  n: format.number(figure.n),
                  interval: format.range(format.percent(figure.low), format.percent(figure.high)),
                }),
        }
      case 'wait':
        return {
          label: (
            <>
              {t('meanWait')} <ChannelIcon kind={figure.channel} withWord />
            </>
          ),
          value: format.duration(figure.mean),
          beside: figure.p90 === null ? undefined : t('p90Wait', { duration: format.duration(figure.p90) }),
        }
      case 'count':
        return { label: t(`count.${figure.name}`), value: format.number(figure.count) }
      case 'share':
        return {
          label: t(`share.${figure.name}`),
          value: format.percent(figure.share),
          beside: figure.n === null ? undefined : t('cases', { n: format.number(figure.n) }),
        }
      case 'handling':
        return {
          label: t('handling'),
          value: format.duration(figure.seconds),
          beside: t('cases', { n: format.number(figure.n) }),
        }
      case 'positions':
        return {
          label: t('positions'),
          value: format.number(figure.needed),
          beside: figure.missing > 0 ? t('missing', { missing: format.number(figure.missing) }) : undefined,
        }
    }
  }
}
