import { expect, test } from 'vitest'
import { asPageText, blocksOf, sectionOf } from '#app/text/html-blocks.ts'
import { renderMarkdown } from '#app/text/markdown.ts'

const html = renderMarkdown(`Before all else.

## Reset it

Hold the **button** for
ten seconds.

1. Wait
   - for the light
2. Let go

> What \`they\` said

\`\`\`
hub reset
\`\`\`

## Reset it

Again.

### A detail

Deeper & further.

## Öffnen

Last.`)

test('blocks are paragraphs, points, code and quotes, each under its heading', () => {
  expect(blocksOf(html).map(({ kind, text, section }) => [kind, text, section?.anchor])).toEqual([
    ['text', 'Before all else.', undefined],
    ['text', 'Hold the button for ten seconds.', 'section-reset-it'],
    ['text', 'Wait', 'section-reset-it'],
    ['text', 'for the light', 'section-reset-it'],
    ['text', 'Let go', 'section-reset-it'],
    ['quote', 'What they said', 'section-reset-it'],
    ['code', 'hub reset', 'section-reset-it'],
    ['text', 'Again.', 'section-reset-it-2'],
    ['text', 'Deeper & further.', 'section-a-detail'],
    ['text', 'Last.', 'section-offnen'],
  ])
})

test('a section is its heading with all below it; on a page of its own it has an address, and h1 is followed by h2', () => {
  expect(sectionOf(html, 'section-reset-it-2')?.replace(/\s+/g, ' ')).toMatch(
    /^<h3>Reset it<\/h3>.*Again.*A detail.*further\.<\/p> ?$/,
  )
  expect(sectionOf(html, 'section-a-detail')).not.toContain('Again')
  expect(sectionOf(html, 'section-none')).toBeUndefined()
  const anchored = asPageText(html)
  for (const anchor of ['section-reset-it', 'section-reset-it-2', 'section-a-detail', 'section-offnen']) {
    expect(anchored.split(` id="${anchor}"`)).toHaveLength(2)
  }
  const promoted = html.replace(/(<\/?)h3>/g, '$1h2>').replace(/(<\/?)h4>/g, '$1h3>')
  expect(anchored.replace(/ id="section-[^"]*"/g, '')).toBe(promoted)
})

test('headings inside quotes and lists part nothing, and text without headings stays as it is', () => {
  const quoted = renderMarkdown('> ## Not mine\n>\n> text\n\nMine.')
  expect(asPageText(quoted)).toBe(quoted)
  expect(blocksOf(quoted).every((block) => block.section === null)).toBe(true)
  expect(asPageText(renderMarkdown('Only this.'))).toBe(renderMarkdown('Only this.'))
})

test('a table is its rows', () => {
  const table = renderMarkdown('| Light | Meaning |\n| --- | --- |\n| red | no *network* |')
  expect(blocksOf(table).map(({ kind, text }) => [kind, text])).toEqual([
    ['row', 'Light · Meaning'],
    ['row', 'red · no network'],
  ])
})

test('a heading of another script has an address in it, and one without letters a number', () => {
  const named = renderMarkdown('## 如何\n\na\n\n## Cœur\n\nb')
  expect(blocksOf(named).map((block) => block.section?.anchor)).toEqual(['section-如何', 'section-coeur'])
  expect(asPageText(named)).toContain('id="section-如何"')
  expect(sectionOf(named, 'section-如何')).toContain('a')
  const numbered = renderMarkdown('## ???\n\na\n\n## …\n\nb')
  expect(blocksOf(numbered).map((block) => block.section?.anchor)).toEqual(['section-1', 'section-2'])
})
