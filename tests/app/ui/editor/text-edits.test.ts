import { describe, expect, test } from 'vitest'
import {
  codeBlock,
  continueLine,
  indentLines,
  link,
  type TextEdit,
  type Typed,
  table,
  toggleCode,
  toggleLines,
  toggleMarks,
} from '#app/ui/editor/text-edits.ts'

/** `a [b] c` is "a b c" with b selected; `a|` has the caret at its end. */
function typed(shown: string): Typed {
  if (shown.includes('|')) {
    const at = shown.indexOf('|')
    return { value: shown.replace('|', ''), start: at, end: at }
  }
  const start = shown.indexOf('⟦')
  const end = shown.indexOf('⟧') - 1
  return { value: shown.replace(/[⟦⟧]/g, ''), start, end }
}

function outcome(shown: string, change: (text: Typed) => TextEdit | undefined): string | undefined {
  const before = typed(shown)
  const edit = change(before)
  if (!edit) return undefined
  const value = before.value.slice(0, edit.from) + edit.text + before.value.slice(edit.to)
  const [start, end] = edit.select
  if (start === end) return `${value.slice(0, start)}|${value.slice(start)}`
  return `${value.slice(0, start)}⟦${value.slice(start, end)}⟧${value.slice(end)}`
}

const bold = (text: Typed) => toggleMarks(text, '**', 'bold text')
const italic = (text: Typed) => toggleMarks(text, '_', 'italics')

describe('marks', () => {
  test.each([
    ['a ⟦word⟧ b', 'a **⟦word⟧** b'],
    ['a **⟦word⟧** b', 'a ⟦word⟧ b'],
    ['a ⟦**word**⟧ b', 'a ⟦word⟧ b'],
    ['a ⟦word ⟧b', 'a **⟦word⟧** b'],
    ['a |', 'a **⟦bold text⟧**'],
  ])('%s', (before, result) => expect(outcome(before, bold)).toBe(result))

  test('italics go inside bold', () => {
    expect(outcome('**⟦word⟧**', italic)).toBe('**_⟦word⟧_**')
    expect(outcome('**_⟦word⟧_**', italic)).toBe('**⟦word⟧**')
  })

  test('code is a mark in a line, and a block over several', () => {
    const code = (text: Typed) => toggleCode(text, 'code')
    expect(outcome('run ⟦npm ci⟧ now', code)).toBe('run `⟦npm ci⟧` now')
    expect(outcome('run\n⟦a\nb⟧\nnow', code)).toBe('run\n\n```\n⟦a\nb⟧\n```\n\nnow')
    expect(outcome('⟦a ``` b⟧', (text) => codeBlock(text, 'code'))).toBe('````\n⟦a ``` b⟧\n````\n')
  })
})

test('a link takes what is selected as its text, or as its address', () => {
  const make = (text: Typed) => link(text, 'text')
  expect(outcome('see ⟦the guide⟧', make)).toBe('see [the guide](⟦https://⟧)')
  expect(outcome('see ⟦https://example.org/a⟧', make)).toBe('see [⟦text⟧](https://example.org/a)')
  expect(outcome('see |', make)).toBe('see [⟦text⟧](https://)')
  expect(outcome('see ⟦it⟧', (text) => link(text, 'text', 'https://a.example'))).toBe('see [it](https://a.example)|')
})

describe('lines', () => {
  test.each([
    ['bullets', '⟦a\nb⟧', '⟦- a\n- b⟧'],
    ['bullets', '⟦- a\n- b⟧', '⟦a\nb⟧'],
    ['numbers', '⟦- a\n- b⟧', '⟦1. a\n2. b⟧'],
    ['quote', '⟦a\n\nb⟧', '⟦> a\n>\n> b⟧'],
    ['quote', 'one\nt|wo', 'one\n> two|'],
    ['heading', 'a tit|le', '## a title|'],
    ['heading', '## a tit|le', 'a tit|le'],
    ['bullets', 'text\n|', 'text\n\n- |'],
  ] as const)('%s: %s', (kind, before, result) =>
    expect(outcome(before, (text) => toggleLines(text, kind))).toBe(result),
  )

  test('in and out', () => {
    expect(outcome('- a\n- b|', (text) => indentLines(text, 'in'))).toBe('- a\n  - b|')
    expect(outcome('- a\n  - b|', (text) => indentLines(text, 'out'))).toBe('- a\n- b|')
    expect(outcome('|a', (text) => indentLines(text, 'out'))).toBe('|a')
  })
})

describe('Enter', () => {
  test.each([
    ['- a|', '- a\n- |'],
    ['  * a|', '  * a\n  * |'],
    ['9. a|', '9. a\n10. |'],
    ['- [x] a|', '- [x] a\n- [ ] |'],
    ['> a|', '> a\n> |'],
    ['> - a|', '> - a\n> - |'],
    ['- a\n- |', '- a\n|'],
    ['> a\n> |', '> a\n|'],
    ['text|', undefined],
    ['```\n- a|', undefined],
    ['2026. a|b', '2026. a\n2027. |b'],
    ['-a|', undefined],
    ['|', undefined],
  ])('%j', (before, result) => expect(outcome(before, continueLine)).toBe(result))
})

test('a table stands by itself, its first cell ready to be typed over', () => {
  expect(outcome('text|', (text) => table(text, 'Column', 'Text'))).toBe(
    'text\n\n| ⟦Column 1⟧ | Column 2 |\n| --- | --- |\n| Text | Text |\n| Text | Text |\n',
  )
})
