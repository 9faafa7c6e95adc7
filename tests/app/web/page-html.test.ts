import { expect, test } from 'vitest'
import { renderMarkdown } from '#app/text/markdown.ts'
import { pageHtml } from '#app/web/page-html.ts'

const shown = (markdown: string) => pageHtml(renderMarkdown(markdown), { isDocument: false }).html ?? ''

test('the sides of table cells are classes on a page', () => {
  const html = shown('| a | b | c | d |\n| :- | :-: | -: | - |\n| 1 | 2 | 3 | 4 |')
  for (const side of ['left', 'center', 'right']) expect(html.split(`class="cell-${side}"`)).toHaveLength(3)
  expect(html).not.toContain('align=')
})

test('what is only written about stays as it is', () => {
  expect(shown('`<td align="right">`')).toContain('&lt;td align="right"&gt;')
})
