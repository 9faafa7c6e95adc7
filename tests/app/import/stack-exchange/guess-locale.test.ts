import { expect, test } from 'vitest'
import { guessLocale } from '#app/import/stack-exchange/guess-locale.ts'

test.each([
  ['en', 'How do I reset my password?', '<p>I cannot sign in any more.</p>'],
  ['fr', 'Comment réinitialiser mon mot de passe ?', '<p>Je ne peux plus me connecter.</p>'],
  [
    'fr',
    'Erreur au démarrage',
    '<p>Que faire ?</p><pre><code>if the file is not in the path and you have it</code></pre>',
  ],
  ['en', 'x', ''],
])('%s: %s', (locale, title, html) => {
  expect(guessLocale(title, html)).toBe(locale)
})
