import { RemixBrowser } from '@remix-run/react'
import { startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { registerMessages } from '#app/lib/translate.ts'

const locale = document.documentElement.lang === 'fr' ? 'fr' : 'en'
const messages = await (locale === 'fr' ? import('#app/messages/fr.ts') : import('#app/messages/en.ts'))
registerMessages(locale, messages.default)

startTransition(() => {
  hydrateRoot(document, <RemixBrowser />)
})
