import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { htmlToMarkdown } from '#app/text/html-to-markdown.ts'
import { cleanHtml, plainText, renderMarkdown } from '#app/text/markdown.ts'
import { ordinaryTime, processorTime } from '#tests/support/processor-time.ts'

const SIZE = 30_000
/** How much more than an ordinary body of that length one may cost. What no limit holds costs hundreds of times as much. */
const LIMIT = 200
/** How many characters of clean HTML may come out of one. The box around each table takes most. */
const LARGEST = 15

function filled(unit: string, size = SIZE): string {
  return unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
}

function growing(line: (depth: number) => string, size = SIZE): string {
  let source = ''
  for (let depth = 0; source.length < size; depth++) source += line(depth)
  return source.slice(0, size)
}

const third = SIZE / 3

const bodies: Record<string, string> = {
  'nested quotes': `${filled('> ')}a`,
  'nested lists': `${filled('- ')}a`,
  'nested numbers': `${filled('1. ')}a`,
  'quotes in lists': `${filled('> - ')}a`,
  'lists that go deeper': growing((depth) => `${'  '.repeat(depth)}* a\n`),
  'quotes that go deeper': growing((depth) => `${'> '.repeat(depth)}a\n`),
  'nested brackets': `${filled('[', SIZE / 2)}a${filled(']', SIZE / 2)}`,
  'nested pictures': `${filled('![', third)}a${filled('](a)', third * 2)}`,
  'nested emphasis': `${filled('*a **a ', SIZE / 2)}b${filled(' a** a*', SIZE / 2)}`,
  'a line under each letter': filled('a\n-\n'),
  'a lazy list': `- a\n${filled('b\n')}`,
  'a list that goes on': `- a\n${filled('  b\n')}`,
  'a lazy list in a quote': filled('> - a\nb\n'),
  'backticks of every length': growing((depth) => `e${'`'.repeat(depth + 1)}`),
  'a fence that stays open': `\`\`\`\n${filled('a\n')}`,
  'a title that stays open': `[a](b "${filled('c" ')}`,
  'a definition that stays open': `[a]: b "${filled('c\n')}`,
  'a long definition': `[a]: ${filled('b')}`,
  'many definitions': growing((depth) => `[${depth}]: u\n`),
  'a long address named many times': `[a]: /${filled('b', SIZE / 3)}\n\n${filled('[a] ', third * 2)}`,
  'a table of empty rows': `|${filled('a|', 200)}\n|${filled('-|', 200)}\n${filled('|\n')}`,
  'a wide table of empty rows': `|${filled('a|', third)}\n|${filled('-|', third)}\n${filled('|\n', third)}`,
  'tables without end': filled('a|\n-|\n'),
  'a word before an at sign': `${filled('a')}@`,
  'an address of full stops': `http://a.example/${filled('.')}`,
  'an address of brackets': `http://a.example/${filled(')')}`,
  'an address of references': `http://a.example/${filled('&amp;')}`,
  'attributes without end': `a <b${filled(' c')}`,
  'elements without end': filled('<b>'),
  'comments that stay open': filled('a <!-- '),
  'spaces before a letter': `a${filled(' ')}b`,
  'nested formatting': filled('<b><i><s><em><strong><sub>'),
  'nested formatting that is closed': `${filled('<b>', SIZE / 2)}a${filled('</b>', SIZE / 2)}`,
  'formatting of its own kind each': growing((depth) => `<b a${depth}>`, SIZE / 2) + filled('<p>', SIZE / 2),
  'a long link around paragraphs': `<a href="${filled('x', third)}">${filled('<p>x', third * 2)}`,
  'end tags of others': filled('<b>', SIZE / 2) + filled('</i>', SIZE / 2),
  'blocks of HTML that end badly': `${filled('<p>x\n')}</a>`,
  'blocks that stay open': filled('<div>\n\n'),
  'details in details': filled('<details>\n\n', SIZE / 2) + filled('</details>\n\n', SIZE / 2),
  'tables in tables': filled('<table><tr><td>'),
  'formatting around tables': filled('<b><table>'),
  'links that are closed too early': filled('<a><b><p></a>'),
  'quotation marks in tags': filled('<a "'),
  'names of footnotes': filled('[^a]'),
  'footnotes without end': growing((depth) => `[^${depth}]: [^${depth + 1}]\n`),
  'brackets with a backslash': filled('\\[*'),
  'addresses before a bracket': filled('https://a.example/）'),
  'emphasis without spaces': filled('**あ。'),
  'spaces that do not break': filled('-\u00a0a\n'),
}
const units =
  "*a **a* __a a_b_ _a_ a* _* **_ ~~a~ ~ ! !a ![]() \\[ [a](( [a](<b [a](b [a][ [- ` <a < & &# | |- http:// www.a_ a@b. <div> </b> ``\\ '\\``` **~~``"
for (const unit of units.split(' ')) bodies[`${unit} again and again`] = filled(unit)

const blocks = ['a', 'a ', 'a\n', '"', '(', '/*', '\\"', '-', '1.', 'if ', 'function ', 'a<', '${', '<a b="']
for (const language of ['bash', 'csharp', 'ini', 'java', 'javascript', 'php', 'python', 'sql', 'typescript', 'xml']) {
  for (const unit of blocks) bodies[`${language} of ${JSON.stringify(unit)}`] = `\`\`\`${language}\n${filled(unit)}`
}

let ordinary = 0
beforeAll(() => {
  ordinary = ordinaryTime()
})

describe('a body of 30,000 characters made to take long', () => {
  test.each(Object.entries(bodies))('%s', (_what, source) => {
    let html = ''
    expect(processorTime(() => (html = renderMarkdown(source)))).toBeLessThan(LIMIT * ordinary)
    expect(html.length).toBeLessThan(2_000_000)
    expect(processorTime(() => (html = cleanHtml(source)))).toBeLessThan(LIMIT * ordinary)
    expect(html.length).toBeLessThan(LARGEST * source.length)
    expect(processorTime(() => htmlToMarkdown(source))).toBeLessThan(2 * LIMIT * ordinary)
  })
})

describe('what is nested too deep loses elements and keeps its words', () => {
  test.each([
    ['3,000 blocks', '<blockquote>'.repeat(3000), 40],
    ['3,000 inline elements', '<b>'.repeat(3000), 40],
    ['elements that each paragraph opens again', '<i><b>'.repeat(300) + '<p>x'.repeat(300), 40],
  ])('%s', (_what, start, deepest) => {
    const html = cleanHtml(`${start}the words`)
    expect(plainText(html)).toMatch(/the words$/)
    expect(depthOf(html)).toBeLessThanOrEqual(deepest)
    expect(plainText(renderMarkdown(`${start}the words`))).toContain('the words')
  })

  test('as many as a browser would show stay', () => {
    expect(cleanHtml(`${'<b>'.repeat(40)}x${'</b>'.repeat(40)}`).match(/<b>/g)).toHaveLength(40)
  })
})

function depthOf(html: string): number {
  let [depth, deepest] = [0, 0]
  for (const [tag] of html.matchAll(/<\/?[a-z][^>]*>/g)) {
    if (!tag.endsWith('/>')) depth += tag.startsWith('</') ? -1 : 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

describe('what would cost too much stays as it was typed', () => {
  const all: Record<string, (size: number) => string> = {
    emphasis: (size) => filled('*a* ', size),
    links: (size) => filled('[a](b) ', size),
    'names of links': (size) => `[a]: b\n\n${filled('[c] ', size)}`,
    'what is struck out': (size) => filled('~~a~~ ', size),
    'backticks that stay open': (size) => growing((depth) => `e${'`'.repeat(depth + 1)}`, 1.5 * size),
    'lines that may be headings': (size) => filled(`${filled('a\n***\n', 960)}-\n`, size),
    'lazy lists in quotes': (size) => filled('> - a\nb\n', size),
  }
  test.each(Object.entries(all))('after so many %s', (_what, source) => {
    expect(renderMarkdown(`${source(SIZE / 10)}\n\n*end*`)).toContain('<em>end</em>')
    expect(renderMarkdown(`${source(SIZE)}\n\n*end*`)).toContain('*end*')
  })

  test('links by name, each of which is looked for twice', () => {
    expect(renderMarkdown(`[a]: b\n\n${filled('[a] ')}`).match(/<a /g)).toHaveLength(66)
  })

  test('what is too deep is shown as it was typed', () => {
    expect(renderMarkdown(`${'> '.repeat(25)}deep`)).toContain('<p>&gt; &gt; &gt; &gt; &gt; deep</p>')
  })

  test('a table that is too large is shown as it was typed', () => {
    const html = renderMarkdown(bodies['a table of empty rows'] ?? '')
    expect(html).toMatch(/^<pre tabindex="0"><code class="hljs">\|a\|a/)
  })

  test('emphasis within emphasis, twenty deep', () => {
    const html = renderMarkdown(`${'*a **a '.repeat(15)}b${' a** a*'.repeat(15)}`)
    expect(html.match(/<(?:em|strong)>/g)).toHaveLength(20)
  })

  test('the name of a long address, after 100,000 characters', () => {
    const html = renderMarkdown(bodies['a long address named many times'] ?? '')
    expect(html.match(/<a /g)).toHaveLength(9)
  })

  test.each([
    ['a heading of a thousand characters', (size: number) => `${filled('a\n', size)}-`, 990, 1010, '<h3>a\na'],
    ['an address of two thousand', (size: number) => `http://a.example/${filled('é', size)}`, 1_900, 2_100, '<a '],
    ['a word of two hundred at an at sign', (size: number) => `${filled('a', size)}@b.example`, 190, 210, '<a '],
    ['code of ten thousand', (size: number) => `\`\`\`js\n${filled('let a\n', size)}`, 9_900, 10_100, 'hljs-'],
    ['code with a word of five hundred', (size: number) => `\`\`\`js\nlet ${filled('a', size)}`, 490, 510, 'hljs-'],
  ])('%s', (_what, source, few, many, mark) => {
    expect(renderMarkdown(source(few))).toContain(mark)
    expect(renderMarkdown(source(many))).not.toContain(mark)
  })
})

const patterns = new URL('../../../../shared/data/markdown/pathological/patterns.json', import.meta.url)

describe.skipIf(!existsSync(patterns))('the patterns of cmark (skipped: ../shared/data/markdown is absent)', () => {
  type Case = { name: string; parts?: [string, number][] }
  const { cases } = existsSync(patterns)
    ? (JSON.parse(readFileSync(patterns, 'utf8')) as { cases: Case[] })
    : { cases: [] }

  test.each(cases.flatMap(({ name, parts }) => (parts ? [{ name, parts }] : [])))('$name', ({ parts }) => {
    const whole = parts.reduce((length, [unit, times]) => length + unit.length * times, 0)
    const share = Math.min(1, SIZE / whole)
    const source = parts.map(([unit, times]) => unit.repeat(Math.max(1, Math.floor(times * share)))).join('')
    expect(processorTime(() => renderMarkdown(source))).toBeLessThan(LIMIT * ordinary)
  })
})
