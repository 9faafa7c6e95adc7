import { useEffect, useState } from 'react'
import type { ReaderZone } from '#app/web/root-data.ts'

const ONE_YEAR = 31_536_000

/**
 * The zone in which the page writes times: that of the account, or else of the browser. The server knows the second by
 * a cookie; on the first page it does not yet, so that page is rendered again here, after it was hydrated as it came.
 */
export function useTimeZone(known: ReaderZone = { name: 'UTC', isChosen: false }): string {
  const { name, isChosen } = known
  const [here, setHere] = useState<string>()
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (isChosen || !zone) return
    setHere(zone)
    if (zone === name) return
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https
    document.cookie = `entraide_zone=${zone}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax${secure}`
  }, [name, isChosen])
  return isChosen ? name : (here ?? name)
}
