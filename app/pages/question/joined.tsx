import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** For somebody who added a me-too instead of asking: what happens next, and a link to their draft. */
export function Joined({ draft, solved }: { draft: boolean; solved: boolean }) {
  const t = useT()
  return (
    <div className="notice-good no-print mt-3 flex-wrap items-center">
      <Icon name="circle-check" />
      <p className="min-w-0 flex-1 basis-56">
        {t(solved ? 'suggestions:joined_solved' : 'suggestions:joined')} {draft && t('suggestions:joined_draft')}
      </p>
      {draft && (
        <ActionButton action="/drafts/deletion" fields={{ draft: 'question', undo: 'on' }} className="btn-small">
          <Icon name="undo-2" /> {t('suggestions:joined_undo')}
        </ActionButton>
      )}
    </div>
  )
}
