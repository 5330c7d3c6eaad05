/** What the benchmark prints: figures with their goals, by section. */
import { loadavg } from 'node:os'

export interface Figure {
  section: string
  what: string
  /** How many times slower the browser's main thread was made; 0 where no browser was involved. */
  cpu: number
  value: number
  unit: 'ms' | 's' | 'fps' | 'MB' | 'KB' | ''
  /** At most, or for frames per second at least. Absent: for comparison. */
  goal?: number
  note?: string
  /** Of the machine over the last minute, when it was measured. */
  load: number
}

export type Report = (figure: Omit<Figure, 'load'>) => void

export function reporter(figures: Figure[], told: (line: string) => void): Report {
  return (figure) => {
    const full = { ...figure, load: Math.round(loadavg()[0]! * 100) / 100 }
    figures.push(full)
    told(`  ${cells(full).filter(Boolean).join(' · ')}`)
  }
}

function isReached({ value, goal, unit }: Figure): boolean {
  return unit === 'fps' ? value >= goal! : value <= goal!
}

function shown(value: number, unit: Figure['unit']): string {
  if (!Number.isFinite(value)) return '–'
  const digits = unit === 's' ? 2 : unit === 'ms' || unit === 'MB' || value >= 100 ? 0 : 1
  return `${value.toFixed(digits)}${unit && ` ${unit}`}`
}

const headings = ['', 'CPU', 'figure', 'goal', '', 'load', 'note']

function cells(figure: Figure): string[] {
  const { what, cpu, value, unit, goal, note = '', load } = figure
  return [
    what,
    cpu === 0 ? '' : cpu === 1 ? 'full' : `1/${cpu}`,
    shown(value, unit),
    goal === undefined ? '' : `${unit === 'fps' ? '≥' : '≤'} ${shown(goal, unit)}`,
    goal === undefined || Number.isNaN(value) ? '' : isReached(figure) ? 'reached' : 'MISSED',
    load.toFixed(1),
    note,
  ]
}

export function printFigures(figures: readonly Figure[]): string {
  const lines = [headings, ...figures.map(cells)]
  const widths = headings.map((_, place) => Math.max(...lines.map((line) => line[place]!.length)))
  const toText = (line: string[]) =>
    line
      .map((cell, place) =>
        place === 2 || place === 3 || place === 5 ? cell.padStart(widths[place]!) : cell.padEnd(widths[place]!),
      )
      .join('  ')
      .trimEnd()
  const sections = Map.groupBy(figures, ({ section }) => section)
  const blocks = [...sections].map(([section, own]) => [section, ...own.map((figure) => `  ${toText(cells(figure))}`)])
  return [`  ${toText(headings)}`, ...blocks.flat()].join('\n')
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN
}

export const median = (values: readonly number[]) => percentile(values, 0.5)
