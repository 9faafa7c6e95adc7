import { describe, expect, test } from 'vitest'
import { plainText, renderMarkdown } from '#app/text/markdown.ts'

const render = (source: string) => renderMarkdown(source).trim()
const shown = (source: string) => plainText(renderMarkdown(source))
const hrefs = (source: string) => [...renderMarkdown(source).matchAll(/href="([^"]*)"/g)].map(([, href]) => href)

describe('text about HTML is shown as it was typed', () => {
  test.each([
    'Why is <div> not in <body>?',
    'Use <b> or <strong>, not <i>.',
    'The difference between <b></b> and <strong></strong>',
    'What does <br> do?',
    'Why does <img> need alt?',
    '<p> is the tag of a paragraph',
    '<div> and </div> must match',
    '<details> stays open',
    '<table> without rows',
    '<li>alone</li>',
    '<td>alone</td>',
    'a <!-- comment --> b',
    '<!-- never closed, and more',
    'a <?php echo 1; ?> b',
    '<?php echo 1;',
    '<!DOCTYPE html> comes first',
    '<![CDATA[ x ]]> is XML',
    'a <script>alert(1)</script> b',
    '<style> stays open',
    '<textarea>',
    '<a name="x">no link</a>',
    '<u>underlined</u> and <center>',
    'Vec<String> and <your-name>',
    'a &region; b &copy=1 &amp;amp; &notanentity; &#99999999;',
    'x < y > z & w',
  ])('%s', (source) => {
    expect(shown(source)).toBe(source.replace('&amp;amp;', '&amp;'))
  })

  test('in a heading, a cell, a list and a quote too', () => {
    expect(shown('# <title> x')).toBe('<title> x')
    expect(shown('| <td> |\n| --- |\n| <th> |')).toBe('<td> <th>')
    expect(shown('- a <li>\n- <div>')).toBe('a <li> <div>')
    expect(shown('> <blockquote> in it')).toBe('<blockquote> in it')
    expect(shown('**<em>** x</em>')).toBe('<em> x</em>')
  })

  test('a paragraph stays one where a line begins with a tag', () => {
    expect(render('one\n<div> two\nthree')).toBe('<p>one\n&lt;div&gt; two\nthree</p>')
  })

  test('lines of a program stay lines', () => {
    expect(render('<?php\n$a = 1;\n\n$b = 2;\n?>')).toContain('<code class="hljs">&lt;?php\n$a = 1;\n\n$b = 2;\n?&gt;')
    expect(render('<script>\nalert(1)\n</script>')).toContain('<code class="hljs">&lt;script&gt;\nalert(1)')
  })

  test('an address whose parameter looks like a character', () => {
    expect(hrefs('https://a.example/?x=1&copy=2&region=3 [b](https://a.example/?c=1&reg)')).toEqual([
      'https://a.example/?x=1&amp;copy=2&amp;region=3',
      'https://a.example/?c=1&amp;reg',
    ])
  })
})

describe('HTML that is plainly meant as HTML stays HTML', () => {
  test.each([
    ['Press <kbd>Ctrl</kbd>+<kbd>C</kbd>', '<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd></p>'],
    ['H<sub>2</sub>O and x<sup>*n*</sup>', '<p>H<sub>2</sub>O and x<sup><em>n</em></sup></p>'],
    ['one<br>two', '<p>one<br />two</p>'],
    ['| a |\n| --- |\n| x <br> y |', expect.stringContaining('<td>x <br /> y</td>')],
    ['<a href="/tags">tags</a>', '<p><a href="/tags">tags</a></p>'],
    ['<kbd>a < b & c</kbd>', '<p><kbd>a &lt; b &amp; c</kbd></p>'],
    [
      '<details>\n<summary>More</summary>\n\n**text**\n\n</details>\n\nafter',
      '<details>\n<summary>More</summary><p><strong>text</strong></p>\n</details><p>after</p>',
    ],
    ['<dl>\n<dt>a</dt><dd>b</dd>\n</dl>', '<dl>\n<dt>a</dt><dd>b</dd>\n</dl>'],
    ['<ul>\n<li>a\n<li>b\n</ul>', '<ul>\n<li>a\n</li><li>b\n</li></ul>'],
    ['<table><tr><td>a<td>b</table>', expect.stringContaining('<tr><td>a</td><td>b</td></tr>')],
    ['<div>\n\n*a*\n\n</div>', '<p><em>a</em></p>'],
  ])('%s', (source, html) => expect(render(source)).toEqual(html))
})

describe('an address ends', () => {
  test.each([
    ['（https://a.example/b）', 'https://a.example/b'],
    ['見てhttps://a.example/b。次', 'https://a.example/b'],
    ['「https://a.example/b」と', 'https://a.example/b'],
    ['https://a.example/b，然后', 'https://a.example/b'],
    ['«https://a.example/b»', 'https://a.example/b'],
    ['“https://a.example/b”', 'https://a.example/b'],
    ['https://a.example/b، ثم', 'https://a.example/b'],
    ['https://a.example/b।', 'https://a.example/b'],
    ['https://a.example/b…', 'https://a.example/b'],
    ['[see https://a.example/b]', 'https://a.example/b'],
    ['{https://a.example/b}', 'https://a.example/b'],
    ['(see https://a.example/b.)', 'https://a.example/b'],
    ['https://a.example/b_(c)', 'https://a.example/b_(c)'],
    ['https://a.example/L’École', 'https://a.example/L%E2%80%99%C3%89cole'],
    ['https://a.example/Bose–Einstein', 'https://a.example/Bose%E2%80%93Einstein'],
    ['www.a.example）', 'http://www.a.example'],
  ])('%s', (source, href) => {
    expect(hrefs(source)).toEqual([href])
    expect(shown(source)).toBe(source)
  })

  test('in a long text without spaces as in a short one', () => {
    expect(hrefs('字。https://a.example/b）'.repeat(400))).toHaveLength(400)
  })
})

describe('an address without its scheme', () => {
  test.each([
    ['[a](www.a.example)', 'http://www.a.example'],
    ['[a](a.example/b?c#d)', 'http://a.example/b?c#d'],
    ['[a](a.example:8080)', 'http://a.example:8080'],
    ['[a](me@a.example)', 'mailto:me@a.example'],
    ['[a][b]\n\n[b]: www.a.example', 'http://www.a.example'],
    ['<a href="www.a.example">a</a>', 'http://www.a.example'],
    ['[a](/questions/1)', '/questions/1'],
    ['[a](README.md)', 'README.md'],
    ['[a](#part)', '#part'],
  ])('%s', (source, href) => expect(hrefs(source)).toEqual([href]))

  test('a telephone number is called', () => {
    expect(hrefs('[a](tel:+33123456789) <tel:+33123456789>')).toEqual(['tel:+33123456789', 'tel:+33123456789'])
  })
})

describe('footnotes', () => {
  test('are numbered as they come and stand at the end', () => {
    expect(
      render('One[^b], two[^a], one again[^b].\n\n[^a]: The *second*.\n[^b]: The first,\n  on two lines.\n\nText.'),
    ).toBe(
      '<p>One<sup>1</sup>, two<sup>2</sup>, one again<sup>1</sup>.</p>\n<p>Text.</p>\n<hr />\n' +
        '<ol>\n<li>The first,\n  on two lines.</li>\n<li>The <em>second</em>.</li>\n</ol>',
    )
  })

  test('nothing of them vanishes', () => {
    expect(shown('A[^1].\n\n[^1]: word')).toBe('A1. word')
    expect(shown('A[^x] and [^a-z].')).toBe('A[^x] and [^a-z].')
    expect(shown('A.\n\n[^1]: never named')).toBe('A. never named')
    expect(shown('[^1]: first\n[^1]: second')).toContain('second')
    expect(shown('[^1]: [^2]\n[^2]: [^1]')).toBe('2 1')
  })
})

describe('marks that mean nothing where they stand', () => {
  test.each(['/~1tx~1/', '~5 to ~6', 'a ~~~ b'])('%s', (source) => {
    expect(shown(source)).toBe(source)
    expect(render(source)).not.toContain('<del>')
  })

  test.each([
    ['**これは。**次', '<p><strong>これは。</strong>次</p>'],
    ['これ**「強調」**です', '<p>これ<strong>「強調」</strong>です</p>'],
    ['**重要(a)**です', '<p><strong>重要(a)</strong>です</p>'],
    ['这是**“强调”**的', '<p>这是<strong>“强调”</strong>的</p>'],
    ['한국어**(강조)**는', '<p>한국어<strong>(강조)</strong>는</p>'],
    ['*日本*語', '<p><em>日本</em>語</p>'],
    ['2 * 3 * 4 and a**b', '<p>2 * 3 * 4 and a**b</p>'],
  ])('emphasis beside letters without spaces: %s', (source, html) => expect(render(source)).toBe(html))

  test('a no-break space after the mark of a list or a heading', () => {
    expect(render('-\u00a0a\n-\u202fb')).toBe('<ul>\n<li>a</li>\n<li>b</li>\n</ul>')
    expect(render('1.\u00a0a')).toBe('<ol>\n<li>a</li>\n</ol>')
    expect(render('##\u00a0a')).toBe('<h3>a</h3>')
    expect(render('> -\u00a0a')).toContain('<li>a</li>')
    expect(render('```\n-\u00a0a\n```')).toContain('-\u00a0a')
  })

  test('a byte order mark', () => {
    expect(render('\ufeff# a')).toBe('<h3>a</h3>')
    expect(render('a\n\n\ufeff- b')).toBe('<p>a</p>\n<ul>\n<li>b</li>\n</ul>')
  })
})
