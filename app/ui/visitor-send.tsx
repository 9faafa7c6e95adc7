import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/**
 * In place of the button that sends a form: a visitor needs an account first, and reads why. What they wrote is kept, and
 * fills the form when they come back (`web/visitor-draft.server.ts`).
 */
export function VisitorSend({ what }: { what: 'question' | 'answer' | 'comment' | 'contact' }) {
  const t = useT()
  return (
    <div className="w-full space-y-3">
      <p className="text-sm text-soft">
        <Icon name="lock" /> {t(`common:visitor.${what}`)} {t('common:visitor.kept')}
      </p>
      <p className="flex flex-wrap gap-3">
        <button type="submit" name="account" value="sign-up" className="btn-primary">
          {t('common:visitor.sign_up')}
        </button>
        <button type="submit" name="account" value="sign-in" className="btn">
          {t('common:visitor.sign_in')}
        </button>
      </p>
    </div>
  )
}
