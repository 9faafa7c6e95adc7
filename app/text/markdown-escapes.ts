// How text is written in Markdown so that it stays text.

/** The marks that would mean something where they stand, and no others: the text stays readable in the editor. */
export function escapeLightly(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(/[`*]|~~|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/<(?=[a-z/!?])|&(?=[a-z0-9#]+;)|\[(?=\^)|!(?=\[)/gi, '\\$&')
    .replace(/\](?=[([])/g, '\\$&')
    .replace(/(https?|ftp|mailto|xmpp)(?=:)/gi, '$1\\')
    .replace(/(www)(?=\.)/gi, '$1\\')
    .replace(/(?<=[a-z0-9._+-])@(?=[a-z0-9])/gi, '\\@')
}

/** A mark that begins a line means a list, a heading, a quote, code or a rule. */
export function escapeStart(line: string): string {
  return line
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(?:[-+](?=\s|$)|#{1,6}(?=\s|$)|>|[-=_~]{2,}|\||:?-+:?\s*\|)/, '\\$&')
    .replace(/^(\[[^\]]*)\](?=:)/, '$1\\]')
}

/** The address of a link or an image. */
export function destination(address: string): string {
  const text = address.replace(/[\n\r]/g, '').replace(/&(?=[a-z0-9#]+;)/gi, '&amp;')
  return /[\s()<>\\*_`|]/.test(text) || text === ''
    ? `<${text.replace(/[<>]/g, encodeURIComponent).replace(/[\\|]/g, '\\$&')}>`
    : text
}

/** What stands after it: the title in quotation marks, or nothing. */
export const titlePart = (title: string | undefined) =>
  title
    ? ` "${title
        .replace(/[ \t\n\f\r]+/g, ' ')
        .replace(/["\\]/g, '\\$&')
        .replace(/&(?=[a-z0-9#]+;)/gi, '&amp;')}"`
    : ''

/** More backticks than the text has in a row anywhere. */
export function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  return '`'.repeat(Math.max(least, longest + 1))
}
