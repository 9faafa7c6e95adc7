import { RemixBrowser } from '@remix-run/react'
import { startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { registerLoader } from '#app/messages/translate.ts'
import { guardRequests } from '#app/ui/sending/guard-requests.ts'

guardRequests()

const files = import.meta.glob<Record<string, unknown>>('./messages/*/*.json', { import: 'default' })

const { lang, dataset } = document.documentElement
const folder = `./messages/${lang === 'fr' ? 'fr' : 'en'}/`
const fetchArea = registerLoader(lang === 'fr' ? 'fr' : 'en', async (area) => files[`${folder}${area}.json`]?.())

// The server rendered this page with these message areas. They must be loaded before, or sentences would be empty.
await Promise.all((dataset.areas ?? 'common').split(' ').map(fetchArea))

// Remix suspends its first render until the page's data is decoded, without a Suspense boundary around it: a click or a
// key at that moment makes React fail ("Root did not complete"). So the promise that it throws is awaited before the
// root is created.
try {
  RemixBrowser({})
} catch (decoding) {
  await decoding
}

startTransition(() => {
  hydrateRoot(document, <RemixBrowser />)
})

// Somebody who is about to open another page will need its sentences; somebody who only reads this one need not load
// them.
const fetchAll = ({ target }: Event) => {
  if (!(target as Element).closest?.('a[href], form')) return
  for (const name of ['pointerover', 'touchstart', 'focusin']) document.removeEventListener(name, fetchAll)
  for (const path of Object.keys(files)) if (path.startsWith(folder)) void fetchArea(path.slice(folder.length, -5))
}
for (const name of ['pointerover', 'touchstart', 'focusin'])
  document.addEventListener(name, fetchAll, { passive: true })
