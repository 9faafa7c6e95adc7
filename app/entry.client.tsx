import { RemixBrowser } from '@remix-run/react'
import { startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { registerLoader } from '#app/lib/translate.ts'

const files = import.meta.glob<Record<string, unknown>>('./messages/*/*.json', { import: 'default' })

const { lang, dataset } = document.documentElement
const locale = lang === 'fr' ? 'fr' : 'en'
const fetchArea = registerLoader(locale, async (area) => {
  const load = files[`./messages/${locale}/${area}.json`]
  if (!load) throw new Error(`No messages ${area}`)
  return load()
})

// The areas that the server rendered this page with: with them, nothing of it has to wait.
await Promise.all((dataset.areas ?? 'common').split(' ').map(fetchArea))

startTransition(() => {
  hydrateRoot(document, <RemixBrowser />)
})
