import fc from 'fast-check'
import { parseFragment, serialize } from 'parse5'
import { describe, expect, test } from 'vitest'
import { cutText } from '#app/text/cut-text.ts'
import { cleanHtml, EXCERPT_SOURCE, excerpt, plainText, renderMarkdown } from '#app/text/markdown.ts'
import { HIGHLIGHTED_LANGUAGES } from '#app/text/markdown-highlight.ts'
import { sanitizeAny, sanitizeWellFormed } from '#app/text/markdown-sanitizer.ts'
import { storable } from '#app/text/typed-text.ts'

const render = (source: string) => renderMarkdown(source).trim()
const FOREIGN = 'rel="nofollow ugc noopener"'

describe('what Markdown becomes', () => {
  test.each([
    ['emphasis', '*a* **b** ~~c~~ `d`', '<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>'],
    ['one newline stays one', 'a\nb', '<p>a\nb</p>'],
    ['two spaces break', 'a  \nb', '<p>a<br />b</p>'],
    ['headings start below those of the page', '# a\n\n## b', '<h3>a</h3>\n<h4>b</h4>'],
    ['so do those that begin at the second', '## a\n\n### b', '<h3>a</h3>\n<h4>b</h4>'],
    ['and those that are low enough stay', '### a\n\n#### b', '<h3>a</h3>\n<h4>b</h4>'],
    ['the lowest stay the lowest', '# a\n\n###### b', '<h3>a</h3>\n<h6>b</h6>'],
    ['typed headings too', '<h1 id="x">a</h1>', '<h3>a</h3>'],
    ['a link away', '[a](https://b.example/)', `<p><a href="https://b.example/" ${FOREIGN}>a</a></p>`],
    ['a link away without a scheme', '[a](//b.example/)', `<p><a href="//b.example/" ${FOREIGN}>a</a></p>`],
    ['a link within', '[a](/questions/1 "t")', '<p><a href="/questions/1" title="t">a</a></p>'],
    ['a bare address', 'www.b.example', `<p><a href="http://www.b.example" ${FOREIGN}>www.b.example</a></p>`],
    ['a mail address', '<a@b.example>', '<p><a href="mailto:a@b.example">a@b.example</a></p>'],
    ['a script address', '[a](javascript:alert(1))', '<p><a>a</a></p>'],
    ['a script address in disguise', '[a](java&#10;script&colon;alert(1))', '<p><a>a</a></p>'],
    [
      'a picture',
      '![a](http://b.example/c.png)',
      '<p><img src="https://b.example/c.png" alt="a" loading="lazy" decoding="async" /></p>',
    ],
    [
      'a picture in the text',
      '![a](data:image/png;base64,AA)',
      '<p><img alt="a" loading="lazy" decoding="async" /></p>',
    ],
    ['tasks', '- [x] a\n- [ ] b', '<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>'],
    ['code', '    a < b', '<pre tabindex="0"><code class="hljs">a &lt; b\n</code></pre>'],
    [
      'code of a language',
      '```js\nlet a\n```',
      '<pre tabindex="0"><code class="hljs language-js"><span class="hljs-keyword">let</span> a\n</code></pre>',
    ],
    [
      'code of a language nobody knows',
      '```nope\nlet <a>\n```',
      '<pre tabindex="0"><code class="hljs language-nope">let &lt;a&gt;\n</code></pre>',
    ],
    [
      'a table',
      '|a|\n|-:|\n|b|',
      '<div class="table-scroll" tabindex="0"><table>\n<thead>\n<tr>\n<th align="right">a</th>\n</tr>\n</thead>\n' +
        '<tbody><tr>\n<td align="right">b</td>\n</tr>\n</tbody></table></div>',
    ],
    ['keys', '<kbd>Ctrl</kbd>', '<p><kbd>Ctrl</kbd></p>'],
    ['a script', 'a <script>alert(1)</script> b', '<p>a &lt;script&gt;alert(1)&lt;/script&gt; b</p>'],
    ['what only looks like an element', 'a Vec<String> b', '<p>a Vec&lt;String&gt; b</p>'],
    ['an element that would swallow the rest', 'a <title> *b*', '<p>a &lt;title&gt; <em>b</em></p>'],
    ['a comment of its own', '<!-- b -->\n\nc', '<p>c</p>'],
    ['a style', '<p style="color:red" class="x" id="y" onclick="z()">a</p>', '<p>a</p>'],
    ['classes of ours', 'a <code class="hljs btn">b</code>', '<p>a <code class="hljs">b</code></p>'],
    ['an element without meaning', '<center>a</center>', 'a'],
    ['nothing', '', ''],
    ['a character the database refuses', 'a\0b\ud800', '<p>a\ufffdb\ufffd</p>'],
  ])('%s', (_what, source, html) => {
    expect(render(source)).toBe(html)
  })

  test.each(HIGHLIGHTED_LANGUAGES)('%s is highlighted', (language) => {
    expect(render(`\`\`\`${language}\n<a b="1"> # "x" 12 if\n\`\`\``)).toContain(`language-${language}`)
  })
})

describe('HTML written elsewhere', () => {
  test.each([
    ['an unclosed element', '<p>a <b>c', '<p>a <b>c</b></p>'],
    ['a paragraph left in a paragraph', '<p><font><p>a</p></font></p>', '<p></p><p>a</p><p></p>'],
    ['old strikes', '<strike>a</strike>', '<s>a</s>'],
    ['references', '<p>&eacute; &#233; &quot;&#39;&gt;</p>', '<p>é é "\'&gt;</p>'],
    ['a frame', '<iframe src="https://a.example"></iframe>', ''],
    ['a form', '<form action="/x"><input name="a"><button>b</button></form>', 'b'],
    ['a script', 'a <script>alert(1)</script> b', 'a  b'],
    ['a drawing', '<svg><script>alert(1)</script><g>a</g></svg>b', 'b'],
    ['a comment', 'a<!-- b -->c', 'ac'],
    [
      'a table in a box of theirs',
      '<div class="s-table-container"><table><tbody><tr><td style="text-align: right;">a</td></tr></tbody></table></div>',
      '<div class="table-scroll" tabindex="0"><table><tbody><tr><td align="right">a</td></tr></tbody></table></div>',
    ],
  ])('%s', (_what, html, clean) => {
    expect(cleanHtml(html)).toBe(clean)
    expect(cleanHtml(clean)).toBe(clean)
  })
})

describe('what a body leaves open', () => {
  const breakers = [
    '<p><b><table><table>',
    '<b><table><table>',
    '<table><table></table></div></div>a',
    '<table>\n---\n<div><table></table></div>',
    '<p><b><p>a</b></p></p>',
    '<ul><li><table><ul></table></li></ul>',
    '</div></section></article></main>',
    '<table><tr><table></tr></table></table>',
    '<a><a></a></a><table><a>b</table></a>',
    '<b><table></b></table></b>',
  ]

  test.each(breakers)('cannot end what stands around it: %s', (html) => {
    for (const clean of [cleanHtml(html), renderMarkdown(html)]) {
      const around = serialize(parseFragment(`<div id="body">${clean}</div><i>after</i>`))
      expect(around).toMatch(/^<div id="body">.*<\/div><i>after<\/i>$/s)
      expect(parseFragment(`<div>${clean}</div>`).childNodes).toHaveLength(1)
    }
  })

  const pieces = fc
    .array(
      fc.constantFrom(
        ...'<b> </b> <table> </table> <tr> <td> <div> </div> <p> </p> <a> </a> <ul> <li> </ul> x'.split(' '),
        '\n\n---\n\n',
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''))

  test.each([
    ['elements in any order', pieces],
    ['anything', text],
  ])('cannot, whatever it is: %s', (_what, bodies) => {
    fc.assert(
      fc.property(bodies, (source) => {
        for (const clean of [cleanHtml(source), renderMarkdown(source)]) {
          expect(parseFragment(`<div>${clean}</div>`).childNodes).toHaveLength(1)
        }
      }),
      RUNS,
    )
  })
})

describe('words', () => {
  test('of blocks are apart, of inline elements together, and code is kept', () => {
    const html = renderMarkdown('# One\n\ntw*o*\n\n- three\n- `a < b && c`\n\n|x|y|\n|-|-|\n|1|2|')
    expect(plainText(html)).toBe('One two three a < b && c x y 1 2')
  })

  test('are decoded once', () => {
    expect(plainText('<p>&amp;lt;b&amp;gt; &#233;&#x1F600;</p>')).toBe('&lt;b&gt; é😀')
  })

  test.each([
    ['short', '<p>a b</p>', 10, 'a b'],
    ['between words', '<p>one two three</p>', 10, 'one two…'],
    ['where there are none', '<p>日本語日本語</p>', 4, '日本語…'],
    ['never within a character', '<p>😀😀😀</p>', 4, '😀…'],
    ['never within a reference', '<p>&lt;&lt;&lt;&lt;&lt;</p>', 4, '<<<…'],
    ['never within a flag', '<p>🇫🇷🇩🇪🇮🇹</p>', 7, '🇫🇷…'],
    ['never within a family', '<p>a 👩‍👩‍👧‍👦👩‍👩‍👧‍👦</p>', 15, 'a 👩‍👩‍👧‍👦…'],
  ])('are cut: %s', (_what, html, length, cut) => {
    expect(excerpt(html, length)).toBe(cut)
  })

  test('are the same of a long text as of its beginning, whatever it is made of', () => {
    const part = fc.constantFrom(
      'word ',
      'a&lt;',
      '&#x1F600;',
      '👩‍👩‍👧‍👦',
      '<p>',
      '</p>',
      '<code class="hljs">x</code>',
      '  ',
      '🇫🇷',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 150 }), fc.integer({ min: 50, max: 220 }), (parts, length) => {
        const html = parts.join('')
        expect(excerpt(html, length)).toBe(cutText(plainText(html), length))
      }),
    )
  })

  test.each([
    ['a reference', 'x &lt;', 700],
    ['a tag', '<code class="hljs language-js">x</code> ', 400],
  ])('of the beginning of a text that was cut within %s', (_what, part, length) => {
    for (let shift = 0; shift < part.length; shift++) {
      const html = `<p>${'-'.repeat(shift)}${part.repeat(1000)}`.slice(0, EXCERPT_SOURCE)
      expect(excerpt(html, length)).not.toMatch(/&|class|hljs|\d/)
    }
    expect(excerpt(`<p>${part.repeat(1000)}`.slice(0, EXCERPT_SOURCE - 1) + part[0], 5000)).toMatch(/…$/)
  })
})

// Pieces that go wrong together more often than letters do.
const piece = fc.constantFrom(
  ...(
    '<p>,</p>,<b>,</b>,<a href=",">,</a>,<div>,</div>,<li>,<ul>,</ul>,<table>,<tr>,<td>,</table>,<font>,<h1>,</h1>,<h2>,' +
    '<script>,</script>,<style>,</style>,<svg>,</svg>,<math>,<iframe>,</iframe>,<noscript>,<textarea>,<xmp>,<title>,<!--,-->,' +
    '<![CDATA[,]]>,<img src=",<img src=x onerror=alert(1)>,onclick="alert(1)",javascript:alert(1),java\tscript:,data:text/html,' +
    '&lt;,&gt;,&amp;,&quot;,&#x6a;,&colon;,&nbsp;,&,<,>,",\',=,/,*,**,_,`,```,[,],(,),![,](,> ,- ,1. ,# ,|,|-|,\n,\n\n,    ,\\,' +
    'a,é,😀,\0,<details open>,<summary>,<pre>,</pre>,<code class="hljs">,</code>,<span class="hljs-x y">,style="x"'
  ).split(','),
)
const composed = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, fc.string({ maxLength: 8, unit: 'binary' })), {
  maxLength: 40,
})
const text = composed.map((pieces) => pieces.join(''))
const RUNS = { numRuns: 2_000 }

const ALLOWED_TAG = new RegExp(
  [
    '^</(?:a|abbr|b|blockquote|caption|code|dd|del|details|div|dl|dt|em|h[3-6]|i|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span',
    '|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|ul|var)>$',
    '|^<(?:b|blockquote|caption|dd|del|details|dl|dt|em|h[3-6]|i|ins|kbd|li|mark|p|q|s|samp|small|strong|sub|summary|sup',
    '|table|tbody|tfoot|thead|tr|ul|var|br /|hr /|div class="table-scroll" tabindex="0"|pre tabindex="0")>$',
    '|^<abbr(?: title="[^"]*")?>$|^<ol(?: start="\\d+")?>$|^<(?:code|span)(?: class="[\\w .+#-]+")?>$',
    '|^<t[dh](?: align="(?:left|right|center)")?(?: colspan="\\d+")?(?: rowspan="\\d+")?>$',
    '|^<a(?: href="(?:(?:https?|mailto|tel):[^"]*|[^":/?#]*(?:[/?#][^"]*)?)")?(?: title="[^"]*")?(?: rel="nofollow ugc noopener")?>$',
    '|^<img(?: src="(?:https:[^"]*|[^":/?#]*(?:[/?#][^"]*)?)")? alt="[^"]*"(?: title="[^"]*")?(?: width="\\d+")?',
    '(?: height="\\d+")? loading="lazy" decoding="async" />$',
  ].join(''),
  'i',
)

function expectOnlyAllowed(html: string): void {
  for (const tag of html.match(/<[^>]*>/g) ?? []) expect(tag).toMatch(ALLOWED_TAG)
  expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
}

describe('whatever is typed', () => {
  test('Markdown holds only what is allowed', () => {
    fc.assert(
      fc.property(text, (source) => expectOnlyAllowed(renderMarkdown(source))),
      RUNS,
    )
  })

  test('clean HTML holds only what is allowed, and is clean', () => {
    fc.assert(
      fc.property(text, (source) => {
        const clean = cleanHtml(source)
        expectOnlyAllowed(clean)
        expect(cleanHtml(clean)).toBe(clean)
      }),
      RUNS,
    )
  })

  test('the quick way answers what sanitize-html answers', () => {
    let quick = 0
    const same = (given: string) => {
      const html = storable(given)
      const answer = sanitizeWellFormed(html)
      if (answer === undefined) return
      quick++
      expect(answer).toBe(sanitizeAny(html))
    }
    fc.assert(fc.property(text, same), RUNS)
    fc.assert(
      fc.property(text, (source) => same(renderMarkdown(source))),
      RUNS,
    )
    expect(quick).toBeGreaterThan(1_000)
  })
})
