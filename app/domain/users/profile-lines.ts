import { wholeCharacters } from '#app/text/cut-text.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'

export const LOCATION_MAX = 80
const WEBSITE_MAX = 300

/** Where somebody lives, as typed or imported; null when nothing is said. */
export function locationOf(typed: string): string | null {
  const location = wholeCharacters(typedLine(typed), LOCATION_MAX).trim()
  return isBlank(location) ? null : location
}

/** The address of somebody's site, as typed or imported; undefined for what is none. */
export function websiteOf(typed: string): string | undefined {
  const url = typedLine(typed)
  const isWebsite = url.length <= WEBSITE_MAX && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  return isWebsite ? url : undefined
}
