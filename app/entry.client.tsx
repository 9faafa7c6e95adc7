import { RemixBrowser } from '@remix-run/react'
import { startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { registerLoader } from '#app/messages/translate.ts'

const files = import.meta.glob<Record<string, unknown>>('./messages/*/*.json', { import: 'default' })

const { lang, dataset } = document.documentElement
const folder = `./messages/${lang === 'fr' ? 'fr' : 'en'}/`
const fetchArea = registerLoader(lang === 'fr' ? 'fr' : 'en', async (area) => files[`${folder}${area}.json`]?.())

// The areas that the server rendered this page with: with them, nothing of it is empty.
await Promise.all((dataset.areas ?? 'common').split(' ').map(fetchArea))

// Remix suspends its first rendering until the page's data is decoded, with nothing around it that could wait: a press or
// a key in that moment makes React give up ("Root did not complete"). What it throws is awaited before there is a root.
try {
  RemixBrowser({})
} catch (decoding) {
  await decoding
}

startTransition(() => {
  hydrateRoot(document, <RemixBrowser />)
})

// Whoever is about to go on to another page will want its sentences; who only reads this one need not fetch them.
const fetchAll = ({ target }: Event) => {
  if (!(target as Element).closest?.('a[href], form')) return
  for (const name of ['pointerover', 'touchstart', 'focusin']) document.removeEventListener(name, fetchAll)
  for (const path of Object.keys(files)) if (path.startsWith(folder)) void fetchArea(path.slice(folder.length, -5))
}
for (const name of ['pointerover', 'touchstart', 'focusin'])
  document.addEventListener(name, fetchAll, { passive: true })
