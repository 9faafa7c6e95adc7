import type { MetaDescriptor } from '@remix-run/node'
import { type Translate, translator } from '#app/messages/translate.ts'
import type { RootData } from '#app/web/root-data.ts'

type MetaArgs<Data> = { data: Data | undefined; matches: Array<{ id: string; data: unknown } | undefined> }

/** The title of a page in the reader's language, with the forum's name, and other meta tags of the page. */
export function titled<Data>(
  title: (t: Translate, data: Data | undefined) => string,
  more: (data: Data) => MetaDescriptor[] = () => [],
) {
  return ({ data, matches }: MetaArgs<unknown>): MetaDescriptor[] => {
    const root = matches.find((match) => match?.id === 'root')?.data as RootData | undefined
    const t = translator(root?.locale ?? 'en')
    const known = data as Data | undefined
    return [{ title: `${title(t, known)} · Entraide` }, ...(known ? more(known) : [])]
  }
}
