/** The text of a text area and its selection. */
export type Typed = { value: string; start: number; end: number }

/** The part of the text to replace, the new text, and the selection afterwards. */
export type TextEdit = { from: number; to: number; text: string; select: [number, number] }

/** Adds marks around the selection, or removes them. Without a selection, adds a sample text to type over. */
export function toggleMarks({ value, start, end }: Typed, mark: string, sample: string): TextEdit {
  const chosen = value.slice(start, end)
  const size = mark.length
  // `**` is not two `*`: a mark counts only when the same character does not follow or precede it.
  const around = value.slice(Math.max(0, start - size), start) === mark && value.slice(end, end + size) === mark
  if (around && value[start - size - 1] !== mark[0] && value[end + size] !== mark[0]) {
    return { from: start - size, to: end + size, text: chosen, select: [start - size, end - size] }
  }
  if (chosen.length >= 2 * size && chosen.startsWith(mark) && chosen.endsWith(mark) && chosen[size] !== mark[0]) {
    const inner = chosen.slice(size, -size)
    return { from: start, to: end, text: inner, select: [start, start + inner.length] }
  }
  const lead = /^\s*/.exec(chosen)?.[0] ?? ''
  const inner = chosen.trim() || sample
  const tail = chosen.trim() ? (/\s*$/.exec(chosen)?.[0] ?? '') : ''
  const at = start + lead.length + size
  return { from: start, to: end, text: `${lead}${mark}${inner}${mark}${tail}`, select: [at, at + inner.length] }
}

/** Inline code, or a fenced block when several lines are selected. */
export function toggleCode(typed: Typed, sample: string): TextEdit {
  return typed.value.slice(typed.start, typed.end).includes('\n')
    ? codeBlock(typed, sample)
    : toggleMarks(typed, '`', sample)
}

export function codeBlock(typed: Typed, sample: string): TextEdit {
  const chosen = typed.value.slice(typed.start, typed.end).replace(/^\n+|\n+$/g, '')
  const longest = Math.max(2, ...[...chosen.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return asBlock(typed, `${fence}\n${chosen || sample}\n${fence}`, fence.length + 1, (chosen || sample).length)
}

/** `[text](address)`: the selection becomes the text, or the address when it looks like one. */
export function link({ value, start, end }: Typed, sample: string, address = ''): TextEdit {
  const chosen = value.slice(start, end).trim()
  if (address === '' && isAddress(chosen)) {
    return { from: start, to: end, text: `[${sample}](${chosen})`, select: [start + 1, start + 1 + sample.length] }
  }
  const label = chosen || sample
  const target = address || 'https://'
  const text = `[${label}](${target})`
  const at = start + label.length + 3
  if (address) return { from: start, to: end, text, select: [start + text.length, start + text.length] }
  return chosen
    ? { from: start, to: end, text, select: [at, at + target.length] }
    : { from: start, to: end, text, select: [start + 1, start + 1 + label.length] }
}

export const isAddress = (text: string): boolean => /^https?:\/\/[^\s<>]+$/i.test(text)

export type LineKind = 'quote' | 'bullets' | 'numbers' | 'heading'

/** A list item keeps its indentation. */
const blanks = (_: string, lead?: string | number) => (typeof lead === 'string' ? lead : '')

const LINES: Record<LineKind, { has: RegExp; mark: (index: number) => string }> = {
  quote: { has: /^ {0,3}> ?/, mark: () => '> ' },
  bullets: { has: /^(\s*)[-*+] (?:\[[ xX]\] )?/, mark: () => '- ' },
  numbers: { has: /^(\s*)\d{1,9}[.)] /, mark: (index) => `${index + 1}. ` },
  heading: { has: /^#{1,6} /, mark: () => '## ' },
}

/** Makes the selected lines a quote, a list or a heading, or plain lines again when all of them are one already. */
export function toggleLines({ value, start, end }: Typed, kind: LineKind, sample = ''): TextEdit {
  const from = value.lastIndexOf('\n', start - 1) + 1
  const stop = end > start && value[end - 1] === '\n' ? end - 1 : end
  const next = value.indexOf('\n', stop)
  const to = next === -1 ? value.length : next
  const lines = value.slice(from, to).split('\n')
  const { has, mark } = LINES[kind]
  const isList = kind === 'bullets' || kind === 'numbers'
  const other = isList ? LINES[kind === 'bullets' ? 'numbers' : 'bullets'].has : undefined

  const marked = lines.every((line) => has.test(line) || (line.trim() === '' && lines.length > 1))
  let index = 0
  const changed = lines.map((line) => {
    if (marked) return line.replace(has, blanks)
    if (line.trim() === '' && lines.length > 1) return kind === 'quote' ? '>' : line
    const plain = other ? line.replace(other, '$1') : line
    const bare = has.test(plain) ? plain.replace(has, '') : plain
    index += 1
    return mark(index - 1) + bare
  })
  const first = changed[0] ?? ''
  const text = changed.join('\n')
  if (lines.length === 1 && !marked) {
    const label = (lines[0] ?? '').trim() === '' ? sample : ''
    const whole = gapBefore(value, from, kind, lines[0] ?? '') + text + label
    const at = from + whole.length
    return { from, to, text: whole, select: label ? [at - label.length, at] : [at, at] }
  }
  if (lines.length === 1) {
    const shift = first.length - (lines[0] ?? '').length
    const caret = Math.max(from, end + shift)
    return { from, to, text, select: [caret, caret] }
  }
  return { from, to, text, select: [from, from + text.length] }
}

/**
 * Some renderers read a list right below a paragraph as part of it, so a quote and a list need a blank line before
 * them.
 */
function gapBefore(value: string, from: number, kind: LineKind, line: string): string {
  const before = value.slice(0, from).split('\n').at(-2) ?? ''
  if (from === 0 || before.trim() === '' || line.trim() !== '') return ''
  return LINES[kind].has.test(before) ? '' : '\n'
}

export function table(typed: Typed, head: string, cell: string): TextEdit {
  const row = (text: string) => `| ${text} | ${text} |`
  const heads = `| ${head} 1 | ${head} 2 |`
  return asBlock(typed, `${heads}\n| --- | --- |\n${row(cell)}\n${row(cell)}`, 2, `${head} 1`.length)
}

/** Inserts text as a block: with a blank line before and after it. */
export function asBlock({ value, start, end }: Typed, block: string, at: number, length: number): TextEdit {
  const before = value.slice(0, start)
  const after = value.slice(end)
  const lead = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const tail = after === '' ? '\n' : after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n'
  const from = start + lead.length + at
  return { from: start, to: end, text: lead + block + tail, select: [from, from + length] }
}

/**
 * The effect of Enter at the end of a list item or a quoted line: it starts the next one. On an empty item it ends the
 * list. Undefined where Enter has no special effect.
 */
export function continueLine({ value, start, end }: Typed): TextEdit | undefined {
  if (start !== end || isInsideFence(value, start)) return undefined
  const from = value.lastIndexOf('\n', start - 1) + 1
  const line = value.slice(from, start)
  const mark = /^(\s*(?:> ?)*)(?:([-*+]) (\[[ xX]\] )?|(\d{1,9})([.)]) )?/.exec(line)
  if (!mark) return undefined
  const [whole, quote = '', bullet, task, number, point] = mark
  if (!bullet && !number && !quote.includes('>')) return undefined
  if (line.length === whole.length && line.trim() !== '') {
    const rest = value.slice(start).split('\n', 1)[0] ?? ''
    if (rest.trim() !== '') return undefined
    const kept = bullet || number ? quote : ''
    return { from, to: start, text: kept, select: [from + kept.length, from + kept.length] }
  }
  const next = bullet ? `${bullet} ${task ? '[ ] ' : ''}` : number ? `${Number(number) + 1}${point} ` : ''
  const text = `\n${quote}${next}`
  return { from: start, to: start, text, select: [start + text.length, start + text.length] }
}

export function isInsideFence(value: string, at: number): boolean {
  const fences = value.slice(0, at).match(/^ {0,3}(?:```|~~~)/gm)
  return (fences?.length ?? 0) % 2 === 1
}

/** Indents the selected lines by two spaces or removes two, for nested lists. */
export function indentLines({ value, start, end }: Typed, way: 'in' | 'out'): TextEdit {
  const from = value.lastIndexOf('\n', start - 1) + 1
  const next = value.indexOf('\n', end)
  const to = next === -1 ? value.length : next
  const lines = value.slice(from, to).split('\n')
  const changed = lines.map((line) => (way === 'in' ? `  ${line}` : line.replace(/^ {1,2}/, '')))
  const text = changed.join('\n')
  const shift = (changed[0] ?? '').length - (lines[0] ?? '').length
  const first = Math.max(from, start + shift)
  return { from, to, text, select: [first, Math.max(first, end + text.length - (to - from))] }
}
