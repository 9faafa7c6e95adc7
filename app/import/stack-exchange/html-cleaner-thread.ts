import { parentPort } from 'node:worker_threads'
import { cleanHtml, plainText } from '#app/text/markdown.ts'
import type { Locale } from '#db/schema.ts'
import { guessLocale } from './guess-locale.ts'
import { renderComment } from './render-comment.ts'

export type Text = { kind: 'html' | 'comment' | 'about'; text: string; title?: string }
export type CleanText = { html: string; plain: string; locale: Locale }

/** A text that cannot be cleaned, because it is nested too deeply for the parser, stays readable as it is written. */
function clean(text: Text): CleanText {
  try {
    return cleanAsHtml(text)
  } catch {
    const shown = text.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return { html: cleanHtml(`<pre>${shown}</pre>`), plain: text.text, locale: 'en' }
  }
}

function cleanAsHtml({ kind, text, title }: Text): CleanText {
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
