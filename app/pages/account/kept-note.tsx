import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

const KINDS = ['question', 'answer', 'comment', 'contact', 'vote'] as const
type Kept = (typeof KINDS)[number]

/** What waits for an account, from an address or a form: `question`, `answer-12`. */
export const keptKind = (name: string | null): Kept | undefined => KINDS.find((kind) => kind === name?.split('-')[0])

/** The address of a page on the way to an account, which knows where it ends and what waits there. */
export const accountPath = (path: string, { to, kept }: { to: string; kept: Kept | undefined }): string =>
  `${path}?${new URLSearchParams(kept ? { to, kept } : { to })}`

/** Says to somebody who has written as a visitor that it is not lost. */
export function KeptNote({ kept }: { kept: Kept | undefined }) {
  const t = useT()
  if (!kept) return null
  return (
    <p className="notice-good mt-4 text-left">
      <Icon name="circle-check" /> {t(`account:kept.${kept}`)}
    </p>
  )
}
