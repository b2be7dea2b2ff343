import type { TFunction } from 'i18next'
import type { AlertFigure } from '../../contract/supervision.ts'
import type { Format } from '../format.ts'

/** In what a person says a threshold: minutes and percents, which the contract keeps as seconds and shares. */
export function unitOf(figure: AlertFigure): number {
  if (figure === 'oldestWait') return 60
  return figure === 'serviceLevel' ? 0.01 : 1
}

/** A value of a figure as a person reads it. */
export function valueWords(figure: AlertFigure, value: number, format: Format): string {
  if (figure === 'oldestWait') return format.duration(value)
  return figure === 'serviceLevel' ? format.percent(value) : format.number(value)
}

/** What is beyond what: "more than 10 waiting". */
export const beyondWords = (
  { figure, threshold }: { figure: AlertFigure; threshold: number },
  format: Format,
  t: TFunction<'wallboard'>,
): string => t(`alert.beyond.${figure}`, { threshold: valueWords(figure, threshold, format) })
