import type { MetaDescriptor } from '@remix-run/node'
import { type Translate, translator } from '#app/messages/translate.ts'
import type { RootData } from '#app/web/root-data.ts'

type MetaArgs<Data> = { data: Data | undefined; matches: Array<{ id: string; data: unknown } | undefined> }

type Head<Data> = {
  /** What search engines show below the title; without it the sentence that describes the forum. */
  description?: (t: Translate, data: Data) => string | undefined
  /** The one address of what the page shows, without the origin. */
  canonical?: (data: Data) => string
}

/** The title of a page in the reader's language, with the forum's name, its description and its canonical address. */
export function titled<Data>(
  title: (t: Translate, data: Data | undefined) => string,
  { description, canonical }: Head<Data> = {},
) {
  return ({ data, matches }: MetaArgs<unknown>): MetaDescriptor[] => {
    const root = rootOf(matches)
    const t = translator(root?.locale ?? 'en')
    const known = data as Data | undefined
    const sentence = known === undefined ? undefined : description?.(t, known)
    const path = known === undefined ? undefined : canonical?.(known)
    return [
      { title: `${title(t, known)} · Entraide` },
      { name: 'description', content: sentence || t('common:description') },
      ...(root && path ? [{ tagName: 'link', rel: 'canonical', href: root.origin + path }] : []),
    ]
  }
}

/** The head of a page that could not be shown. */
export function titleOfError(status: number, matches: MetaArgs<unknown>['matches']): MetaDescriptor[] {
  const t = translator(rootOf(matches)?.locale ?? 'en')
  return [{ title: `${t(`errors:status_${knownStatus(status)}`)} · Entraide` }, { name: 'robots', content: 'noindex' }]
}

const rootOf = (matches: MetaArgs<unknown>['matches']): RootData | undefined =>
  matches.find((match) => match?.id === 'root')?.data as RootData | undefined

const KNOWN = [401, 403, 404, 405, 409, 413, 422, 429, 503] as const

/** A status that has sentences of its own; any other is an error of ours. */
export const knownStatus = (status: number): (typeof KNOWN)[number] | 500 =>
  KNOWN.find((known) => known === status) ?? 500
