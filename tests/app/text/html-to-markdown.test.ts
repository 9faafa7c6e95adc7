import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRows } from '#app/import/stack-exchange/read-rows.ts'
import { signatureOf } from '#app/text/html-signature.ts'
import { htmlToMarkdown } from '#app/text/html-to-markdown.ts'
import { cleanHtml, plainText, renderMarkdown } from '#app/text/markdown.ts'

/** What a post shows when it is opened in the editor and saved unchanged is what it showed before. */
function expectSame(html: string): void {
  expect(signatureOf(renderMarkdown(htmlToMarkdown(html)))).toBe(signatureOf(cleanHtml(html)))
}

describe('what Markdown has a mark for is written with it', () => {
  test.each([
    ['<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>', 'a **b** *c* ~~d~~ `e`'],
    ['<h2>a</h2><h3>b</h3>', '### a\n\n#### b'],
    ['<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>', '- a\n- b\n  1. c'],
    ['<ul><li><p>a</p></li><li><p>b</p></li></ul>', '- a\n\n- b'],
    ['<ol start="3"><li>a</li></ol>', '3. a'],
    ['<ul><li>a</li></ul><ul><li>b</li></ul>', '- a\n\n* b'],
    ['<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>', '> a\n>\n> > b'],
    ['<pre><code>a\n\n  ```b\n</code></pre>', '````\na\n\n  ```b\n````'],
    ['<p>a<br>b</p><hr>', 'a  \nb\n\n---'],
    [
      '<p><a href="/a" title="t">b</a> <a href="https://c.example">https://c.example</a></p>',
      '[b](/a "t") <https://c.example>',
    ],
    ['<p><img src="https://a.example/b.png" alt="c"></p>', '![c](https://a.example/b.png)'],
    [
      '<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>c<br>d</td><td align="right"><code>e|f</code></td></tr></tbody></table>',
      '| a | b |\n| --- | --: |\n| c<br>d | `e\\|f` |',
    ],
    ['<p>Plain words, 3.5 (a), #1 and snake_case: a-b @ c!</p>', 'Plain words, 3.5 (a), #1 and snake_case: a-b @ c!'],
  ])('%s', (html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown)
    expectSame(html)
  })
})

describe('what it has none for stays HTML', () => {
  test.each([
    ['<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd></p>', 'H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>'],
    ['<p><b>a</b> <i>b</i> <s>c</s> <ins>d</ins></p>', '<b>a</b> <i>b</i> <s>c</s> <ins>d</ins>'],
    ['<dl><dt>a</dt><dd>b <em>c</em></dd></dl>', '<dl>\n<dt>a</dt>\n<dd>b <em>c</em></dd>\n</dl>'],
    [
      '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
      '<table>\n<tbody>\n<tr>\n<td colspan="2">a</td>\n</tr>\n</tbody>\n</table>',
    ],
    ['<details><summary>a</summary><p>b</p></details>', '<details>\n<summary>a</summary>\n<p>b</p>\n</details>'],
    [
      '<p><img src="https://a.example/b.png" alt="c" width="10"></p>',
      '<img src="https://a.example/b.png" alt="c" width="10">',
    ],
    ['<ul><li>tight</li><li><p>loose</p></li></ul>', '<ul>\n<li>tight</li>\n<li>\n<p>loose</p>\n</li>\n</ul>'],
  ])('%s', (html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown)
    expectSame(html)
  })
})

describe('text that looks like Markdown or HTML stays text', () => {
  test.each([
    ['<p>a &lt;table&gt; b</p>', 'a \\<table> b'],
    ['<p>&amp;lt; &amp;region; &lt;br&gt;</p>', '\\&lt; \\&region; \\<br>'],
    ['<p>*a* _b_ `c` ~~d~~ [e](f) ![g](h)</p>', '\\*a\\* \\_b\\_ \\`c\\` \\~~d\\~~ [e\\](f) \\![g\\](h)'],
    ['<p>- a</p><p>1. b</p><p># c</p><p>&gt; d</p><p>---</p>', '\\- a\n\n1\\. b\n\n\\# c\n\n\\> d\n\n\\---'],
    ['<p>https://a.example www.a.example me@a.example</p>', 'https\\://a.example www\\.a.example me\\@a.example'],
    ['<p>[1]: https://a.example</p>', '[1\\]: https\\://a.example'],
  ])('%s', (html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown)
    expectSame(html)
  })
})

const characters = fc.constantFrom(
  ...'one,two, ,\n,&nbsp;,*,_,`,a_b,[x],(y),&lt;b&gt;,&lt;table&gt;,&amp;amp;,&amp;,#,1.,-,+,&gt;,|,\\,https://x.example/a,www.x.example,me@x.example,日本,。,!,",~~,$,😀,é,=,---,:,[^1],@ana'.split(
    ',',
  ),
)
const around = fc.constantFrom(
  ...'b,i,em,strong,code,kbd,sup,sub,del,s,small,mark,q,span,a href="https://x.example/a_(b)",a href="/b" title="c &quot;"'.split(
    ',',
  ),
)
const wrapped = (start: string, inside: string) => `<${start}>${inside}</${start.split(' ')[0]}>`
const line = fc.letrec<{ line: string }>((tie) => ({
  line: fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: characters },
        { weight: 1, arbitrary: fc.constantFrom('<br>', '<img src="https://x.example/i.png" alt="a [b]">') },
        { weight: 2, arbitrary: fc.tuple(around, tie('line')).map(([start, inside]) => wrapped(start, inside)) },
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
})).line
const blocks = fc.letrec<{ blocks: string }>((tie) => ({
  blocks: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        line,
        fc.tuple(fc.constantFrom('p', 'p', 'p', 'h3', 'pre'), line).map(([name, inside]) => wrapped(name, inside)),
        line.map((inside) => `<pre><code>${inside.replace(/<[^>]*>/g, '')}\n</code></pre>`),
        fc.constant('<hr>'),
        tie('blocks').map((inside) => wrapped('blockquote', inside)),
        fc
          .tuple(fc.constantFrom('ul', 'ol', 'ol start="7"'), fc.array(fc.oneof(line, tie('blocks')), { maxLength: 3 }))
          .map(([name, items]) => wrapped(name, items.map((item) => wrapped('li', item)).join(''))),
        fc
          .tuple(fc.constantFrom('th', 'th align="right"', 'td colspan="2"'), line, line)
          .map(
            ([cell, a, b]) => `<table><thead><tr>${wrapped(cell, a)}</tr></thead><tbody><tr><td>${b}</td></tr></table>`,
          ),
        fc.tuple(line, tie('blocks')).map(([a, b]) => `<details><summary>${a}</summary>${b}</details>`),
        fc.tuple(line, line).map(([a, b]) => `<dl><dt>${a}</dt><dd>${b}</dd></dl>`),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join('')),
})).blocks

test('whatever a post holds, it shows the same afterwards', () => {
  fc.assert(fc.property(blocks, expectSame), { numRuns: 300 })
})

test('3,000 elements in each other lose no word', () => {
  for (const name of ['div', 'blockquote', 'b', 'ul><li', 'span', 'table><tr><td']) {
    const html = `${`<${name}>`.repeat(3000)}word`
    expect(plainText(renderMarkdown(htmlToMarkdown(html)))).toBe('word')
  }
})

const DUMPS = join(import.meta.dirname, '../../../../shared/data/stackexchange')
// One post in 101, or all of them.
const EVERY = process.env.ALL_POSTS ? 1 : 101

describe.skipIf(!existsSync(DUMPS))(
  'posts of real communities (skipped: ../shared/data/stackexchange is absent)',
  () => {
    test.each(existsSync(DUMPS) ? readdirSync(DUMPS) : [])(
      '%s: opened and saved unchanged, they show the same',
      async (name) => {
        let [count, checked] = [0, 0]
        const changed: string[] = []
        for await (const { rows } of readRows(join(DUMPS, name, 'Posts.xml'))) {
          for (const { Id = '', Body } of rows) {
            if (!Body || count++ % EVERY > 0) continue
            checked++
            const markdown = htmlToMarkdown(Body)
            if (signatureOf(renderMarkdown(markdown)) !== signatureOf(cleanHtml(Body))) changed.push(Id)
          }
        }
        expect(checked).toBeGreaterThan(5)
        expect(changed).toEqual([])
      },
      600_000,
    )
  },
)
