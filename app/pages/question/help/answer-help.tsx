import { useFetcher } from '@remix-run/react'
import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { AnswerHelpData } from '#app/pages/question/help/answer-help.server.ts'
import { HelpLists } from '#app/pages/question/help/answer-help-lists.tsx'
import { applyEdit, typedIn } from '#app/ui/editor/apply-edit.ts'
import { asBlock } from '#app/ui/editor/text-edits.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** From this width on the page has a column beside the composer. */
const WIDE = '(min-width: 64rem)'

/** The help for answering, loaded when it is first shown: beside the composer, on a phone below it. */
export default function AnswerHelp({ threadId }: { threadId: number }) {
  const t = useT()
  const { load, data } = useFetcher<AnswerHelpData>()
  useEffect(() => load(`/questions/${threadId}/help`), [load, threadId])

  return (
    <Beside>
      <section aria-labelledby="help-title" className="text-sm">
        <h2 id="help-title" className="subtitle mb-3 flex items-center gap-2">
          <Icon name="lightbulb" className="text-accent" /> {t('answerHelp:title')}
        </h2>
        {data ? (
          <HelpLists help={data} onInsert={insert} />
        ) : (
          <p className="hint" role="status">
            {t('answerHelp:loading')}
          </p>
        )}
      </section>
    </Beside>
  )
}

function Beside({ children }: { children: ReactNode }) {
  const [place, setPlace] = useState<Element | null>(null)
  useEffect(() => {
    const wide = matchMedia(WIDE)
    const choose = () => setPlace(wide.matches ? document.getElementById('help-beside') : null)
    choose()
    wide.addEventListener('change', choose)
    return () => wide.removeEventListener('change', choose)
  }, [])
  if (!place) return <div className="mt-5 border-t border-line pt-4">{children}</div>
  return createPortal(<div className="panel max-h-[calc(100vh-6rem)] overflow-y-auto">{children}</div>, place)
}

/** Inserts at the caret. A block gets blank lines around it, and the caret moves below it. */
function insert(markdown: string, where: 'inline' | 'block'): void {
  const area = document.querySelector<HTMLTextAreaElement>('#answer-form textarea[name="body"]')
  if (!area) return
  const typed = typedIn(area)
  if (where === 'inline') {
    const before = typed.value.slice(0, typed.start)
    const text = `${/\S$/.test(before) ? ' ' : ''}${markdown}`
    const end = typed.start + text.length
    applyEdit(area, { from: typed.start, to: typed.end, text, select: [end, end] })
  } else {
    const edit = asBlock(typed, markdown.trimEnd(), 0, 0)
    const text = `${edit.text.trimEnd()}\n\n`
    const end = edit.from + text.length
    applyEdit(area, { ...edit, text, select: [end, end] })
  }
  area.scrollIntoView({ block: 'nearest' })
}
