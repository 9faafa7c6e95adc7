import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '#app/text/markdown.ts'
import { sanitizeAny, showUnknownTags } from '#app/text/markdown-sanitizer.ts'

type Example = { markdown: string; html: string; section: string }

// Both readings are cleaned and formatted alike: what the sanitizer takes away and the colours of code are not compared.
function comparable(html: string): string {
  return sanitizeAny(html)
    .replace(/<\/?span[^>]*>| class="[^"]*"/g, '')
    .replace(/<br \/>\n/g, '<br />')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/\s*(<\/?(?:p|pre|ul|ol|li|blockquote|h[3-6]|table|thead|tbody|tr|t[hd]|hr)\b[^>]*>)\s*/g, '$1')
    .replace(/\n<\/code>/g, '</code>')
    .trim()
}

// Typed HTML has rules of its own here, see markdown-typed.test.ts.
const hasTags = ({ markdown }: Example) => /<(?:[a-z][a-z0-9-]*[\s/>]|[/!?])/i.test(markdown)

function passed(examples: Example[]): number {
  return examples.filter(
    ({ markdown, html }) => comparable(renderMarkdown(markdown)) === comparable(showUnknownTags(html)),
  ).length
}

// The counts may rise and must not fall. What is missing is GFM's own doing (bare addresses become links), a no-break
// space that makes a list, a single tilde that strikes nothing out, and check boxes, which are characters here.
describe.each([
  { name: 'CommonMark 0.31', file: 'commonmark/commonmark-0.31.json', least: 562 },
  { name: 'GFM 0.29', file: 'gfm/gfm-0.29.json', least: 582 },
])('$name', ({ file, least }) => {
  const path = new URL(`../../../../shared/data/markdown/${file}`, import.meta.url)

  test(`at least ${least} examples without typed HTML`, ({ skip }) => {
    skip(!existsSync(path), '../shared/data/markdown is absent')
    const content = JSON.parse(readFileSync(path, 'utf8')) as Example[] | { testCases: Example[] }
    const examples = Array.isArray(content) ? content : content.testCases
    expect(passed(examples.filter((example) => !hasTags(example)))).toBeGreaterThanOrEqual(least)
  })
})
