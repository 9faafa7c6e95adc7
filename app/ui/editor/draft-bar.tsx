import { useNavigation, useRouteLoaderData } from '@remix-run/react'
import { type MouseEvent, useEffect, useRef, useState } from 'react'
import type { autosaveDraft, DraftState } from '#app/ui/editor/autosave-draft.ts'
import { timeOrDay } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { findKept } from '#app/ui/sending/kept-words.ts'
import { Time } from '#app/ui/time.tsx'
import type { RootData } from '#app/web/root-data.ts'

/** A draft with which a form is filled: its fields are those of the form. */
export type FormDraft = { fields: Record<string, string>; version: number; savedAt: Date }

type Props = {
  /** The name of the draft: `question`, `answer-12`. */
  name: string
  draft?: FormDraft
  /** The values of the form without a draft: an edit starts with the text of the post. */
  blank?: Record<string, string>
}

const TROUBLE = ['failed', 'signed_out', 'newer', 'gone', 'refused']

/**
 * The line of a form that shows the state of its draft. The form is saved while somebody types; the code for this is
 * loaded at the first touch. Without JavaScript a button saves the draft, and a saved draft still fills the form.
 */
export function DraftBar({ name, draft, blank = {} }: Props) {
  const { reading, t } = useLanguage()
  const place = useRef<HTMLDivElement>(null)
  const keeper = useRef<ReturnType<typeof autosaveDraft>>(undefined)
  const start = useRef({ version: draft?.version ?? 0, blank })
  const [state, setState] = useState<DraftState>(draft ? { is: 'restored', at: draft.savedAt } : { is: 'idle' })
  const [offered, setOffered] = useState<Date>()
  const person = useRouteLoaderData<RootData>('root')?.viewer?.id
  const moving = useNavigation().state !== 'idle'

  useEffect(() => {
    const form = place.current?.closest('form')
    if (!form) return
    let gone = false
    let coming: Promise<void> | undefined
    const say = (next: DraftState) => (next.is === 'offered' ? setOffered(next.at) : setState(next))
    const come = () => {
      coming ??= import('#app/ui/editor/autosave-draft.ts').then(
        ({ autosaveDraft }) => {
          if (!gone) keeper.current = autosaveDraft(form, { name, person, ...start.current, say })
        },
        // The code could not be loaded: the next touch loads it again.
        () => {
          coming = undefined
        },
      )
      return coming
    }
    wake.current = come
    form.addEventListener('focusin', come)
    form.addEventListener('input', come)
    if (findKept(person, name)) come()
    // Without it nothing is kept when the connection is gone before the first touch. A visitor, who most often only reads,
    // loads it then.
    else if (person !== undefined) void import('#app/ui/editor/autosave-draft.ts').catch(() => {})
    return () => {
      gone = true
      form.removeEventListener('focusin', come)
      form.removeEventListener('input', come)
      keeper.current?.stop()
      keeper.current = undefined
    }
  }, [name, person])
  const wake = useRef<() => Promise<void>>(undefined)

  useEffect(() => {
    if (!moving) keeper.current?.resume()
  }, [moving])

  const act = (what: 'discard' | 'undo' | 'take' | 'keep' | 'use' | 'forget') => async (event: MouseEvent) => {
    event.preventDefault()
    if (what === 'use' || what === 'forget') setOffered(undefined)
    await wake.current?.()
    await keeper.current?.[what]()
  }
  const time = (at: Date) => timeOrDay(at, new Date(), reading)
  const hasDraft = ['restored', 'saved', 'kept', 'local'].includes(state.is)
  const isVisitor = person === undefined

  return (
    <div
      ref={place}
      className={`draft-bar ${isVisitor && state.is === 'idle' && !offered ? 'hidden' : ''}`}
      data-trouble={TROUBLE.includes(state.is) || Boolean(offered) || undefined}
    >
      <input type="hidden" name="draft" value={name} />
      <noscript>
        <input type="hidden" name="draftVersion" value={draft?.version ?? 0} />
        {!isVisitor && (
          <button type="submit" formAction="/drafts/versions" formNoValidate className="btn-small">
            {t('editor:draft.save')}
          </button>
        )}
      </noscript>
      <span role="status">
        {state.is === 'restored' && (
          <>
            {t('editor:draft.restored')} <Time at={state.at} />
          </>
        )}
        {state.is === 'kept' && t('editor:draft.kept', { time: time(state.at) })}
        {state.is === 'saved' && (
          <>
            <Icon name="check" className="text-good" /> {t('editor:draft.saved', { time: time(state.at) })}
          </>
        )}
        {state.is === 'local' && (
          <>
            <Icon name="check" className="text-good" /> {t('editor:draft.visitor')}
          </>
        )}
        {state.is === 'saving' && t('editor:draft.saving')}
        {state.is === 'discarded' && t('editor:draft.discarded')}
        {state.is === 'newer' && t('editor:draft.newer', { time: time(state.at) })}
        {(state.is === 'failed' || state.is === 'signed_out' || state.is === 'gone') && t(`editor:draft.${state.is}`)}
        {'kept' in state && state.kept && ` ${t('editor:draft.kept_here')}`}
        {state.is === 'refused' && state.message}
        {offered && ` ${t('editor:draft.offered', { time: time(offered) })}`}
      </span>
      {offered && (
        <>
          <button type="button" className="btn-small" onClick={act('use')}>
            {t('editor:draft.use')}
          </button>
          <button type="button" className="btn-quiet" onClick={act('forget')}>
            {t('editor:draft.forget')}
          </button>
        </>
      )}
      {hasDraft && (
        <button
          type="submit"
          formAction="/drafts/deletion"
          formNoValidate
          className="btn-quiet"
          onClick={act('discard')}
        >
          {t('editor:draft.discard')}
        </button>
      )}
      {state.is === 'discarded' && (
        <button type="button" className="btn-quiet" onClick={act('undo')}>
          <Icon name="undo-2" /> {t('common:undo')}
        </button>
      )}
      {state.is === 'newer' && (
        <button type="button" className="btn-small" onClick={act('take')}>
          {t('editor:draft.take')}
        </button>
      )}
      {(state.is === 'newer' || state.is === 'gone') && (
        <button type="button" className="btn-small" onClick={act('keep')}>
          {t('editor:draft.keep')}
        </button>
      )}
      {state.is === 'signed_out' && (
        <a href="/sign-in" target="_blank" rel="noopener" className="link">
          {t('editor:draft.sign_in')}
        </a>
      )}
    </div>
  )
}
