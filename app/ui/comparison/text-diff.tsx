import type { DiffPart, DiffRow, TextDiff } from '#app/text/text-diff.ts'
import { useT } from '#app/ui/i18n.tsx'

const ELEMENTS = { same: 'span', added: 'ins', removed: 'del' } as const

type Row = Exclude<DiffRow, { kind: 'skipped' }>

/**
 * Two texts side by side; on a narrow screen or by choice one below the other. Changes are marked with signs and
 * elements, not by colour alone.
 */
export function TextDiffView({
  diff,
  before,
  after,
  inline = false,
}: {
  diff: TextDiff
  before: string
  after: string
  inline?: boolean
}) {
  const t = useT()
  if (diff.added === 0 && diff.removed === 0) return <p className="hint">{t('history:same_text')}</p>
  return (
    <>
      {diff.coarse && <p className="hint mb-2">{t('history:coarse')}</p>}
      <table className={`diff ${inline ? 'diff-inline' : ''}`}>
        <caption className="sr-only">{t('history:compared', { before, after })}</caption>
        <thead>
          <tr>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {diff.rows.map((row, at) =>
            row.kind === 'skipped' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
              <tr key={at} className="diff-skipped">
                <td colSpan={2}>{t('history:skipped', { count: row.count })}</td>
              </tr>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
              <tr key={at} className={`diff-${row.kind}`}>
                <Cell row={row} side="before" />
                <Cell row={row} side="after" />
              </tr>
            ),
          )}
        </tbody>
      </table>
      {diff.cut > 0 && <p className="hint mt-2">{t('history:cut', { count: diff.cut })}</p>}
    </>
  )
}

function Cell({ row, side }: { row: Row; side: 'before' | 'after' }) {
  const t = useT()
  const line = row[side]
  if (!line) return <td className="diff-none" />
  const marked = row.kind !== 'same'
  const removed = side === 'before'
  return (
    <td className={marked ? (removed ? 'diff-old' : 'diff-new') : `diff-same-${side}`}>
      {marked && (
        <span className="diff-sign">
          <span aria-hidden="true">{removed ? '−' : '+'}</span>
          <span className="sr-only">{t(removed ? 'history:removed_line' : 'history:added_line')} </span>
        </span>
      )}
      <Parts parts={line.parts} />
    </td>
  )
}

/** A line with its removed and added parts. */
export function Parts({ parts }: { parts: DiffPart[] }) {
  return parts.map((part, at) => {
    const Element = ELEMENTS[part.mark]
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts never move
      <Element key={at}>{part.text}</Element>
    )
  })
}

/** The tags, with those that were removed and added. */
export function TagParts({ parts }: { parts: DiffPart[] }) {
  return parts.map(({ text, mark }) => {
    const Element = ELEMENTS[mark]
    return (
      <Element
        key={`${mark} ${text}`}
        className={`mr-1.5 ${mark === 'same' ? 'tag' : 'rounded-md px-2 py-0.5 text-xs'}`}
      >
        {mark !== 'same' && <span aria-hidden="true">{mark === 'added' ? '+ ' : '− '}</span>}
        {text}
      </Element>
    )
  })
}
