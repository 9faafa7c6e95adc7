/** Markdown as a quote, below a line that names its author. */
export function asQuote(head: string, text: string): string {
  const lines = [head, '', ...text.trim().split('\n')]
  return `${lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')}\n\n`
}
