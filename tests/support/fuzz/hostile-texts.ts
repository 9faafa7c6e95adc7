/** Makes a text of about this many bytes in a form. */
type Make = (bytes: number) => string

const repeat =
  (part: string, { before = '', after = '' } = {}): Make =>
  (bytes) =>
    before + part.repeat(Math.floor(bytes / sizeOf(part))) + after

/** As a form sends it. */
const sizeOf = (text: string) => encodeURIComponent(text).length

const numbered =
  (partOf: (number: number) => string): Make =>
  (bytes) => {
    const parts: string[] = []
    for (let size = 0, number = 1; size < bytes; number += 1) {
      const part = partOf(number)
      parts.push(part)
      size += sizeOf(part)
    }
    return parts.join('')
  }

/** Texts that are cheap to send, and that a careless parser, normaliser or pattern reads with the square of their length. */
export const HOSTILE: Record<string, Make> = {
  'one word': repeat('a'),
  'an address without end': repeat('a.', { before: 'a@', after: '@' }),
  'combining marks': repeat('\u0301\u0323', { before: 'a' }),
  'marks on every letter': repeat(`a${'\u0301\u0323'.repeat(15)}`),
  blanks: repeat(' ', { before: 'a', after: 'a' }),
  'empty lines': repeat('\n', { before: 'a', after: 'a' }),
  digits: repeat('1'),
  dashes: repeat('-', { before: 'a', after: 'a' }),
  'many words': numbered((number) => `w${number} `),
  'many lines': numbered((number) => `line ${number}\n`),
  'a list': numbered((number) => `t${number},`),
  'a list of one': repeat('a,'),
  percents: repeat('%'),
  slashes: repeat('/'),
  'whole emoji': repeat('👩‍👩‍👧'),
  'opened brackets': repeat('['),
  'opened links': repeat('[a]('),
  'opened quotes': repeat('"a -'),
  'operators of a search': repeat('[a] -user:"b" '),
  'opened elements': repeat('<b>'),
  'nested elements': (bytes) => '<i><b>'.repeat(bytes / 50) + '</b></i>'.repeat(bytes / 50),
  'opened comments': repeat('<!--'),
  'nested quotes': repeat('> ', { after: 'a' }),
  'nested lists': (bytes) =>
    Array.from({ length: Math.sqrt(bytes / 2) }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n'),
  emphasis: repeat('*a_ '),
  'one run of backticks': repeat('`'),
  'one run of tildes': repeat('~'),
  backticks: numbered((number) => `${'`'.repeat(number % 300)}a`),
  tables: (bytes) => `${'|a'.repeat(bytes / 8)}\n${'|-'.repeat(bytes / 8)}\n`,
  references: numbered((number) => `@a${number} #${number} `),
  'link references': numbered((number) => `[a${number}]: b\n`),
  addresses: repeat('http://a.b '),
  entities: repeat('&amp;'),
}

/** All of them in one text. */
export const medley: Make = (bytes) => {
  const makes = Object.values(HOSTILE)
  return makes.map((make) => make(bytes / makes.length)).join('\n\n')
}
