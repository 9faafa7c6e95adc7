import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanHtml, renderMarkdown } from '#app/text/markdown.ts'
import {
  fillCards,
  findCards,
  findReferences,
  linkReferences,
  withholdForeignImages,
} from '#app/text/markdown-references.ts'
import { collected } from '#tests/support/payloads.ts'
import { ordinaryTime, processorTime } from '#tests/support/processor-time.ts'

const ORIGINS = ['https://help.example.org']
const KEY = '0123456789abcdef'.repeat(2)
const IMAGE = { key: KEY, extension: 'png', width: 1000, height: 500, variants: [320, 640] }
const resolved = {
  people: new Map([
    ['ana', 1],
    ['bob-12', 2],
  ]),
  threads: new Set([7, 12]),
  articles: new Set([3]),
  images: new Map([[KEY, IMAGE]]),
}
const find = (source: string) => findReferences(renderMarkdown(source), ORIGINS)
const link = (source: string) => linkReferences(renderMarkdown(source), resolved, ORIGINS).trim()

describe('mentions', () => {
  const ana = '<a href="/users/1" class="mention">@ana</a>'
  test.each([
    ['@ana, look', `<p>${ana}, look</p>`],
    ['(@ana)', `<p>(${ana})</p>`],
    ['“@ana”', `<p>“${ana}”</p>`],
    ['**@ana**’s', `<p><strong>${ana}</strong>’s</p>`],
    ['@Ana.', '<p><a href="/users/1" class="mention">@Ana</a>.</p>'],
    ['@ana-', `<p>${ana}-</p>`],
    ['@bob-12', '<p><a href="/users/2" class="mention">@bob-12</a></p>'],
    ['| @ana |\n|-|\n| @ana |', expect.stringContaining(`<td>${ana}</td>`)],
  ])('%s', (source, html) => expect(link(source)).toEqual(html))

  test.each([
    '@nobody',
    '@anna',
    '@ana_b',
    'mail@ana',
    'me@ana.example',
    'https://example.org/@ana',
    '`@ana`',
    '[@ana](https://example.org)',
    '# @ana',
    '```\n@ana\n```',
    '<kbd>@ana</kbd>',
    '@\u200bana',
  ])('none in %s', (source) => {
    expect(link(source)).not.toContain('mention')
  })

  test('are found once each, and not without end', () => {
    expect(find('@ana @Ana @bob-12').handles).toEqual(['ana', 'bob-12'])
    expect(find(Array.from({ length: 500 }, (_, at) => `@p${at}`).join(' ')).handles).toHaveLength(30)
  })
})

describe('numbers of threads', () => {
  test.each([
    ['See #12.', '<p>See <a href="/questions/12">#12</a>.</p>'],
    ['#7/#12', '<p><a href="/questions/7">#7</a>/#12</p>'],
  ])('%s', (source, html) => expect(link(source)).toBe(html))

  test.each(['#99', 'C#7', '#12a', '&#12;', '&amp;#12', '`#12`', '[#12](/x)', '## #12', '#-12', '#7777777777777777'])(
    'none in %s',
    (source) => {
      expect(link(source)).not.toContain('/questions/')
    },
  )
})

describe('links to this forum', () => {
  test('lose the name of the site', () => {
    expect(link('[a](https://help.example.org/questions/12-a-title?sort=newest#post-4 "b")')).toBe(
      '<p><a href="/questions/12-a-title?sort=newest#post-4" title="b">a</a></p>',
    )
    expect(link('[a](https://help.example.org.evil.example/questions/12)')).toContain('rel="nofollow ugc noopener"')
    expect(link('[a](https://help.example.org@evil.example/questions/12)')).toContain('rel="nofollow ugc noopener"')
  })

  test('that stand alone are the place of a card', () => {
    const url = 'https://help.example.org/questions/12-a-title'
    const card =
      '<p data-card="thread-12"><a href="/questions/12-a-title">https://help.example.org/questions/12-a-title</a></p>'
    expect(link(`Look:\n\n${url}\n\nThere.`)).toBe(`<p>Look:</p>\n${card}\n<p>There.</p>`)
    expect(link('https://help.example.org/kb/articles/3')).toContain('data-card="article-3"')
    expect(link(`> ${url}`)).toContain(card)
  })

  test.each([
    'https://help.example.org/questions/99',
    'See https://help.example.org/questions/12',
    '[another title](https://help.example.org/questions/12)',
    '[https://help.example.org/questions/7](https://help.example.org/questions/12)',
    '[https://bank.example/questions/12](https://help.example.org/questions/12)',
    'https://other.example.org/questions/12',
    'https://help.example.org/questions',
    'https://help.example.org/users/12',
    '<p data-card="thread-12"><a href="/questions/12">x</a></p>',
  ])('no card for %s', (source) => {
    expect(link(source)).not.toContain('data-card')
  })

  test('lead to the threads and articles that they name', () => {
    const found = find('#7 [a](/questions/12-x) https://help.example.org/kb/articles/3 [b](//evil.example/questions/5)')
    expect(found).toMatchObject({ threadIds: [7, 12], articleIds: [3], foreignLinks: 1 })
  })
})

describe('images', () => {
  test('that are attached get their size and their smaller copies', () => {
    const html = link(`![A "plan" & more](/attachments/${KEY}.png "Title")`)
    expect(html).toBe(
      `<p><a href="/attachments/${KEY}.png" data-reload=""><img src="/attachments/${KEY}.png" srcset="/attachments/${KEY}-320.webp 320w, /attachments/${KEY}-640.webp 640w, /attachments/${KEY}.png 1000w" sizes="(max-width: 48rem) calc(100vw - 5rem), 700px" alt="A &quot;plan&quot; &amp; more" title="Title" width="1000" height="500" loading="lazy" decoding="async" /></a></p>`,
    )
    expect(link(`<img src="/attachments/${KEY}.png" width="200">`)).toContain('width="200" height="100"')
    // One that is a link already, or would be a link without words, is none to itself.
    expect(link(`[![a](/attachments/${KEY}.png)](/x)`).match(/<a /g)).toHaveLength(1)
    expect(link(`![](/attachments/${KEY}.png)`)).not.toContain('<a ')
    expect(link(`[a](https://help.example.org/attachments/${KEY}.pdf)`)).toBe(
      `<p><a href="/attachments/${KEY}.pdf" data-reload="">a</a></p>`,
    )
    expect(link(`![a](https://help.example.org/attachments/${KEY}.png)`)).toContain(`src="/attachments/${KEY}.png"`)
  })

  test('of others are counted and left alone', () => {
    const source = `![a](https://example.org/a.png) ![b](/attachments/${'f'.repeat(32)}.png) [c](/attachments/${KEY}.png)`
    expect(find(source)).toMatchObject({ images: 2, attachmentKeys: ['f'.repeat(32), KEY], foreignLinks: 0 })
    expect(link(source)).not.toContain('srcset')
  })
})

describe('cards', () => {
  const html = link('https://help.example.org/questions/12')
  test('are filled with text, never with markup', () => {
    expect(findCards([html, 'nothing'])).toEqual({ threadIds: [12], articleIds: [] })
    const card = { title: '<b>"A" & B</b>', lang: 'en', facts: ['Solved'], icon: 'circle-check' }
    const filled = fillCards(html, new Map([['thread-12', card]]))
    expect(filled).toContain('&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;')
    expect(filled).not.toContain('<b>')
  })
  test('stay links for who may not see what they are about', () => expect(fillCards(html, new Map())).toBe(html))
})

test('whatever is typed, it is rendered, and cleaning it again changes no more than what was put in', () => {
  const pieces = fc.constantFrom(
    '@ana',
    '#12',
    'https://help.example.org/questions/12',
    `![a](/attachments/${KEY}.png)`,
    ' ',
    '\n\n',
    '**',
    '`',
    '<b>',
    '</b>',
    '> ',
    '- ',
    '|',
    '[',
    '](',
    ')',
    '&amp;',
    '<',
    '"',
  )
  const text = fc.array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string({ unit: 'grapheme' })), { maxLength: 30 })
  fc.assert(
    fc.property(
      text.map((parts) => parts.join('')),
      (source) => {
        const clean = renderMarkdown(source)
        findReferences(clean, ORIGINS)
        const html = linkReferences(clean, resolved, ORIGINS)
        fillCards(html, new Map())
        // The same words in the same order; and where nothing was found, the same HTML.
        expect(wordsOf(html)).toBe(wordsOf(clean))
        const nothing = {
          people: new Map(),
          threads: new Set<number>(),
          articles: new Set<number>(),
          images: new Map(),
        }
        expect(linkReferences(clean, nothing, [])).toBe(clean)
      },
    ),
  )
})

const wordsOf = (html: string) => html.replace(/<[^>]*>/g, '')

test('nothing that was ever run where it should not gets through by a reference', () => {
  for (const payload of collected()) {
    for (const source of [`@ana ${payload} #12`, `[${payload}](https://help.example.org/questions/12)`]) {
      const html = linkReferences(renderMarkdown(source), resolved, ORIGINS)
      // Without our own marks, it is what the sanitizer lets through.
      const bare = html
        .replaceAll(' class="mention"', '')
        .replace(/ data-card="[a-z]+-\d+"/g, '')
        .replace(/ (?:srcset|sizes|data-reload)="[^"]*"/g, '')
      expect(cleanHtml(bare)).toBe(bare)
    }
  }
})

test('a long text of marks costs hardly more than a long text', () => {
  const most = 8 * ordinaryTime()
  for (const piece of ['@ana ', '#12 ', '@a-', '#1', '@@', '@ana-b_', 'https://help.example.org/questions/12\n\n']) {
    const marks = piece.repeat(30_000 / piece.length)
    // Once before, so that what is measured is compiled.
    link(marks)
    const time = processorTime(() => link(marks))
    expect(time, piece).toBeLessThan(most)
  }
})

describe('images of other sites', () => {
  const shown = (source: string) => withholdForeignImages(renderMarkdown(source), ORIGINS).trim()

  test.each([
    'https://i.example.net/a.png?x=1&y=2',
    '//i.example.net/a.png',
    'https://help.example.org.evil.example/a.png',
  ])('are a link that says where they are: %s', (address) => {
    const html = shown(`![The "lid" <open>](${address})`)
    const host = new URL(address, 'https://x').host
    expect(html).not.toContain('<img')
    expect(html).toContain(`>The &quot;lid&quot; &lt;open&gt; (${host})</a>`)
    expect(html).toContain(`href="${address.replaceAll('&', '&amp;')}"`)
    expect(html).toContain('rel="nofollow noopener noreferrer"')
  })

  test('stay inside a link that is there already', () => {
    const html = shown('[![A lid](https://i.example.net/a.png)](https://www.example.net/lid)')
    expect(html).not.toContain('<img')
    expect(html.match(/<a /g)).toHaveLength(1)
    expect(html).toContain('<span class="foreign-image"')
  })

  test.each([`/attachments/${KEY}.png`, `https://help.example.org/attachments/${KEY}.png`])(
    'those of this site stay: %s',
    (address) => expect(shown(`![A lid](${address})`)).toContain('<img'),
  )
})
