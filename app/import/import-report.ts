import { nameOf } from './stack-exchange/community.ts'
import type { ImportReport } from './stack-exchange/import-dump.ts'

const count = (number: number) => new Intl.NumberFormat('en').format(number)

/** As a table for the terminal: how many rows of each file were kept, known or left out. */
export function importReport({ source, unchanged, files, broken }: ImportReport): string {
  const lines = [
    ['file', 'read', 'kept', 'there already', 'left out', 'why'],
    ...files.flatMap((file) => {
      const reasons = Object.entries(file.skipped).sort((a, b) => b[1] - a[1])
      const left = reasons.reduce((sum, [, number]) => sum + number, 0)
      const figures = [file.kept + file.known + left, file.kept, file.known, left].map(count)
      const whys = reasons.map(([reason, number]) => `${count(number)} ${reason}`)
      return [
        [file.name, ...figures, whys[0] ?? ''],
        ...whys.slice(1).map((why) => ['', '', '', '', '', why]),
        ...(file.broken ? [['', '', '', '', '', 'and the rows after the damage']] : []),
      ]
    }),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const table = lines.map((line) =>
    line
      .map((cell, column) => {
        if (column === 5) return cell
        return column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)
      })
      .join('  ')
      .trimEnd(),
  )
  const end = unchanged
    ? ['It was imported before and has not changed: nothing to do.']
    : broken.map((where) => `Damaged: ${where}. The rows before it are kept; repair the file and import again.`)
  return [`Community “${nameOf(source)}”`, ...table, ...end].join('\n')
}
