import { parentPort } from 'node:worker_threads'
import { detectLanguage } from '#app/text/language.ts'
import { cleanHtml, plainText } from '#app/text/markdown.ts'
import type { Locale } from '#db/schema.ts'
import { renderComment } from './render-comment.ts'

export type Text = { kind: 'html' | 'comment' | 'about'; text: string; title?: string }
export type CleanText = { html: string; plain: string; locale: Locale }

/** A text that cannot be cleaned, because it is nested too deeply for the parser, stays readable as it is written. */
async function clean(text: Text): Promise<CleanText> {
  try {
    return await cleanAsHtml(text)
  } catch {
    const shown = text.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    return { html: cleanHtml(`<pre>${shown}</pre>`), plain: text.text, locale: 'en' }
  }
}

async function cleanAsHtml({ kind, text, title }: Text): Promise<CleanText> {
  if (kind === 'comment') return { html: renderComment(text), plain: '', locale: 'en' }
  const html = cleanHtml(text)
  return {
    html,
    plain: kind === 'about' ? plainText(html) : '',
    locale: title === undefined ? 'en' : await detectLanguage({ title, text }, 'en'),
  }
}

parentPort?.on('message', async ({ id, texts }: { id: number; texts: Text[] }) => {
  parentPort?.postMessage({ id, texts: await Promise.all(texts.map(clean)) })
})
