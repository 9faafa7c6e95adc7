import { normalize } from '#app/text/normalize.ts'
/** Letters and digits of a title, to make an address readable. The id before it decides. */
export function slug(title: string): string {
  return normalize(title, 'NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')
}
