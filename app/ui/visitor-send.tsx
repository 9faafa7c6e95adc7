import { useState } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'

type Props = {
  what: 'question' | 'answer' | 'comment' | 'contact'
  /** When the words were kept that the page has just been loaded with. */
  kept?: Date | undefined
  /** What the form was sent with when it is shown again: then it holds these words, not those that are kept by now. */
  answered?: { shown?: Date | undefined } | undefined
}

/**
 * In place of the button that sends a form: a visitor needs an account first, and reads why. What they wrote is kept, and
 * fills the form when they come back (`web/visitor-draft.server.ts`). What replaces kept words names those that this form
 * was filled with first, so that it never replaces what another tab has kept since.
 */
export function VisitorSend({ what, kept, answered }: Props) {
  const t = useT()
  const [shown] = useState(answered ? answered.shown : kept)
  return (
    <div className="w-full space-y-3">
      {shown && (
        <p className="text-sm text-soft">
          <input type="hidden" name="shown" value={shown.toISOString()} />
          <Icon name="history" /> {t('common:visitor.shown')} <Time at={shown} />
        </p>
      )}
      <p className="text-sm text-soft">
        <Icon name="lock" /> {t(`common:visitor.${what}`)} {t('common:visitor.kept')}
      </p>
      <p className="flex flex-wrap gap-3">
        <AccountButtons className="btn" first="btn-primary" />
      </p>
    </div>
  )
}

/** Send the form to be kept, whatever is still missing in it, and lead to an account. */
export function AccountButtons({ className, first = className }: { className: string; first?: string }) {
  const t = useT()
  return (
    <>
      <button type="submit" name="account" value="sign-up" formNoValidate className={first}>
        {t('common:visitor.sign_up')}
      </button>
      <button type="submit" name="account" value="sign-in" formNoValidate className={className}>
        {t('common:visitor.sign_in')}
      </button>
    </>
  )
}
