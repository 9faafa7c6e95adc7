import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { detectLanguage, languageToKeep } from '#app/text/language.ts'

test.each([
  ['en', 'How do I reset my password?', 'I cannot sign in any more.'],
  ['fr', 'Comment réinitialiser mon mot de passe ?', 'Je ne peux plus me connecter.'],
  ['fr', 'Le capteur ne répond plus', ''],
  ['en', 'The sensor does not answer any more', ''],
  ['fr', 'Erreur au démarrage', 'Que faire ?\n\n```\nif the file is not in the path and you have it\n```'],
  ['fr', 'Erreur au démarrage', 'Que faire ?\n\n```\nif the file is not in the path and you have it'],
  ['fr', 'Erreur au démarrage', 'Que faire ?\n\n    if the file is not in the path and you have it'],
  [
    'fr',
    'Erreur au démarrage',
    '<p>Que faire ?</p><pre><code>if the file is not in the path, you have it</code></pre>',
  ],
  ['fr', 'Le hub refuse', 'Il affiche `the connection to the server was lost` au bout de deux minutes.'],
  [
    'en',
    'What does this letter say?',
    '> Nous vous prions de bien vouloir nous retourner le capteur dans les meilleurs délais.\n\nI cannot read it.',
  ],
  [
    'en',
    'What does this letter say?',
    '<blockquote><p>Nous vous prions de retourner le capteur dans les meilleurs délais.</p></blockquote><p>I cannot read it.</p>',
  ],
  ['fr', 'Où est la notice ?', 'https://example.org/where-is-the-manual-of-the-sensor-and-how-do-i-read-it'],
])('%s: %s', async (language, title, text) => {
  expect(await detectLanguage({ title, text }, undefined)).toBe(language)
})

test.each([
  ['nothing', '', ''],
  ['a name', 'Hub 2', ''],
  ['code alone', '', '```\nif the file is not in the path and you have it\n```'],
  ['a language that the forum does not have', 'Wie kann ich mein Passwort zurücksetzen?', ''],
  ['another script', '', 'مرحبا كيف حالك'],
])('in doubt it does not guess: %s', async (_what, title, text) => {
  expect(await detectLanguage({ title, text }, 'otherwise')).toBe('otherwise')
})

test.each([
  ['de', 'Wie kann ich mein Passwort zurücksetzen?'],
  ['es', '¿Cómo puedo restablecer mi contraseña de la cuenta?'],
  ['it', 'Come posso reimpostare la password del mio account?'],
  ['ar', 'مرحبا كيف حالك'],
  ['ja', 'パスワードをリセットするにはどうすればいいですか'],
  ['ru', 'Как сбросить пароль?'],
  ['zh', '密码如何重置'],
  ['und', '비밀번호를 재설정하는 방법'],
  // Names and technical words are in any language.
  [null, 'Docker compose postgres 18 meilisearch nginx'],
  [null, 'Error code E42 sensor battery firmware update'],
  [null, 'OK merci'],
  [null, 'Αβγ'],
  [null, ''],
])('%s is none of the languages of the forum: %s', async (otherLanguage, title) => {
  expect(await languageToKeep({ title }, 'en')).toMatchObject({ otherLanguage })
})

test('a long text costs no more than its beginning', async () => {
  const hostile = ['<pre '.repeat(200_000), '`'.repeat(1_000_000), '> '.repeat(500_000), '<'.repeat(1_000_000)]
  for (const text of hostile)
    expect(await detectLanguage({ title: 'Le capteur ne répond plus', text }, 'en')).toBe('fr')
})

const DATA = join(import.meta.dirname, '../../../../shared/data')
const ARTICLES = join(DATA, 'faq-fr/service-public/articles.jsonl')
const CARDS = join(DATA, 'eval/banking77/test.csv')
test('short real questions are told apart', async ({ skip }) => {
  skip(!existsSync(ARTICLES) || !existsSync(CARDS), '../shared/data is absent')
  const french = readFileSync(ARTICLES, 'utf8')
    .split('\n')
    .slice(0, 800)
    .flatMap((line) => (JSON.parse(line) as { related_questions?: string[] }).related_questions ?? [])
  const english = readFileSync(CARDS, 'utf8')
    .split('\n')
    .slice(1, 1000)
    .map((line) => line.replace(/,[^,]*$/, ''))
  const right = async (titles: string[], language: string) => {
    const found = await Promise.all(titles.map((title) => detectLanguage({ title }, 'doubt')))
    return found.filter((each) => each === language).length / titles.length
  }
  const strange = await Promise.all([...french, ...english].map((title) => languageToKeep({ title }, 'en')))
  expect(strange.filter(({ otherLanguage }) => otherLanguage !== null)).toEqual([])
  expect(await right(french, 'fr')).toBeGreaterThan(0.99)
  expect(await right(english, 'en')).toBeGreaterThan(0.99)
})
