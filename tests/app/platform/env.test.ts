import { describe, expect, test } from 'vitest'
import { parseEnv } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

const complaint = (variables: Record<string, string>) => {
  try {
    parseEnv(variables)
  } catch (error) {
    if (error instanceof SetupError) return error.message
    throw error
  }
  return undefined
}

test('an empty environment is a whole one', () => {
  expect(parseEnv({})).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    TRUST_PROXY: false,
    DEMO: true,
    NODE_ENV: 'production',
  })
})

test('a variable set to nothing means its default', () => {
  expect(parseEnv({ PORT: '', DATABASE_URL: '', DEMO: '' })).toEqual(parseEnv({}))
})

test.each([
  ['PORT', 'abc'],
  ['PORT', '70000'],
  ['PORT', '3000.5'],
  ['HOST', 'two words'],
  ['PUBLIC_URL', 'help.example.org'],
  ['PUBLIC_URL', 'ftp://help.example.org'],
  ['TRUST_PROXY', 'perhaps'],
  ['DATABASE_URL', 'mysql://localhost/forum'],
  ['DATABASE_POOL', '0'],
  ['DEMO', 'yes'],
  ['LOG_LEVEL', 'loud'],
  ['NODE_ENV', 'staging'],
  ['EMBEDDINGS_URL', 'local:fr'],
  ['EMBEDDINGS_URL', 'http://me:secret@localhost:11434'],
  ['EMBEDDINGS_LANGUAGES', 'de'],
])('%s=%s is refused in one sentence that names it', (name, value) => {
  const sentence = complaint({ [name]: value })
  expect(sentence).toMatch(new RegExp(`^${name} must be [^\\n]+\\.$`))
})

describe('PUBLIC_URL', () => {
  test.each([
    ['https://help.example.org', 'https://help.example.org'],
    ['https://help.example.org/', 'https://help.example.org'],
    ['https://help.example.org//', 'https://help.example.org'],
    [' HTTPS://Help.Example.ORG ', 'https://help.example.org'],
    ['https://help.example.org:443', 'https://help.example.org'],
    ['https://help.example.org:8443/', 'https://help.example.org:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://hélp.example.org', 'https://xn--hlp-bma.example.org'],
  ])('%s is %s', (value, origin) => expect(parseEnv({ PUBLIC_URL: value }).PUBLIC_URL).toBe(origin))

  test.each([
    ...['https://example.org/help', 'https://example.org/help/', 'https://example.org/?a=b', 'https://example.org?'],
    ...[
      'https://example.org/#top',
      'https://example.org#',
      'https://example.org/a/..//b',
      'https://example.org\\\\help',
    ],
  ])('%s is refused: every address of the forum begins at the root of the site', (value) => {
    expect(complaint({ PUBLIC_URL: value })).toMatch(
      /^PUBLIC_URL must be the address of a whole site, .*help\.example\.org/,
    )
  })

  test.each(['https:/example.org', 'https:example.org', '//example.org', '/help', 'https://', 'https://a b', 'x'])(
    '%s is no address',
    (value) => expect(complaint({ PUBLIC_URL: value })).toMatch(/^PUBLIC_URL must be an http or https address such as/),
  )
})

test.each([
  ['PUBLIC_URL', 'https://me:secret@help.example.org'],
  ['PUBLIC_URL', 'https://me:secret@help.example.org/help'],
  ['MEILI_URL', 'http://me:secret@localhost:7700'],
])('%s takes no password, and does not repeat it', (name, value) => {
  const sentence = complaint({ [name]: value })
  expect(sentence).toMatch(new RegExp(`^${name} must hold no `))
  expect(sentence).not.toContain('secret')
})

test('a server for embeddings needs a model', () => {
  expect(complaint({ EMBEDDINGS_URL: 'http://localhost:11434' })).toMatch(/^EMBEDDINGS_MODEL must be [^\n]+\.$/)
  expect(complaint({ EMBEDDINGS_URL: 'http://localhost:11434', EMBEDDINGS_MODEL: 'bge-m3' })).toBeUndefined()
  expect(complaint({ EMBEDDINGS_URL: 'local:en' })).toBeUndefined()
})

test('every bad variable is named at once', () => {
  expect(complaint({ PORT: 'x', DEMO: 'x' })?.split('\n')).toHaveLength(2)
})

test('the password in an address of a database is not repeated', () => {
  expect(complaint({ DATABASE_URL: 'mysql://me:secret@localhost/forum' })).not.toContain('secret')
})

test.each([
  ['off', false],
  ['1', 1],
  ['10.0.0.1, 10.0.1.0/24', '10.0.0.1, 10.0.1.0/24'],
  ['loopback', 'loopback'],
])('TRUST_PROXY=%s is %s', (value, expected) => {
  expect(parseEnv({ TRUST_PROXY: value }).TRUST_PROXY).toBe(expected)
})
