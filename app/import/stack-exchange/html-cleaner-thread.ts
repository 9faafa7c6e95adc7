import { parentPort } from 'node:worker_threads'
import { cleanHtml, plainText } from '#app/text/markdown.ts'
import { guessLocale } from './guess-locale.ts'
import type { CleanText, Text } from './html-cleaner.ts'
import { renderComment } from './render-comment.ts'

function clean({ kind, text, title }: Text): CleanText {
  if (kind === 'comment') return { html: renderComment(text), plain: '', locale: 'en' }
  const html = cleanHtml(text)
  return {
    html,
    plain: kind === 'about' ? plainText(html) : '',
    locale: title === undefined ? 'en' : guessLocale(title, text),
  }
}

parentPort?.on('message', ({ id, texts }: { id: number; texts: Text[] }) => {
  parentPort?.postMessage({ id, texts: texts.map(clean) })
})
