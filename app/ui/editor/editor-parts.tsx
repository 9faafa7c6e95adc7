import { type MutableRefObject, type RefObject, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { applyEdit, typedIn } from '#app/ui/editor/apply-edit.ts'
import { bringsFiles, pastedFiles } from '#app/ui/editor/brought-files.ts'
import Completion from '#app/ui/editor/completion.tsx'
import { Preview } from '#app/ui/editor/preview.tsx'
import * as edits from '#app/ui/editor/text-edits.ts'
import type { EditorView, Tool } from '#app/ui/editor/tools.ts'
import { UploadList, useUploads } from '#app/ui/editor/uploads.tsx'
import { useT } from '#app/ui/i18n.tsx'

type Props = {
  id: string
  frame: RefObject<HTMLDivElement>
  run: MutableRefObject<((tool: Tool) => void) | undefined>
  pressed: MutableRefObject<Tool | undefined>
  brought: MutableRefObject<File[]>
  view: EditorView
  setView: (view: EditorView) => void
  threadId?: number
}

/** The parts of a Markdown field that are loaded when somebody is about to use it. */
export default function EditorParts({ frame, ...props }: Props) {
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null)
  useEffect(() => setArea(frame.current?.querySelector('textarea') ?? null), [frame])
  return area && frame.current && <Parts {...props} area={area} frame={frame.current} />
}

function Parts({
  id,
  area,
  frame,
  run,
  pressed,
  brought,
  view,
  setView,
  threadId,
}: Omit<Props, 'frame'> & { area: HTMLTextAreaElement; frame: HTMLElement }) {
  const t = useT()
  const picker = useRef<HTMLInputElement>(null)
  const uploads = useUploads(area)
  const { add } = uploads

  useEffect(() => {
    const change = (edit: edits.TextEdit | undefined) => edit && applyEdit(area, edit)
    const tools: Record<Tool, () => void> = {
      bold: () => change(edits.toggleMarks(typedIn(area), '**', t('editor:sample.bold'))),
      italic: () => change(edits.toggleMarks(typedIn(area), '_', t('editor:sample.italic'))),
      heading: () => change(edits.toggleLines(typedIn(area), 'heading', t('editor:sample.heading'))),
      link: () => change(edits.link(typedIn(area), t('editor:sample.link'))),
      code: () => change(edits.toggleCode(typedIn(area), t('editor:sample.code'))),
      block: () => change(edits.codeBlock(typedIn(area), t('editor:sample.code'))),
      quote: () => change(edits.toggleLines(typedIn(area), 'quote')),
      bullets: () => change(edits.toggleLines(typedIn(area), 'bullets')),
      numbers: () => change(edits.toggleLines(typedIn(area), 'numbers')),
      table: () => change(edits.table(typedIn(area), t('editor:sample.table_head'), t('editor:sample.table_cell'))),
      file: () => picker.current?.click(),
    }
    const use = (tool: Tool) => {
      // A hidden text area cannot be typed in.
      flushSync(() => setView(frame.dataset.view === 'preview' ? 'write' : (frame.dataset.view as EditorView)))
      tools[tool]()
    }
    run.current = use
    if (pressed.current) use(pressed.current)
    pressed.current = undefined
    if (brought.current.length > 0) add(brought.current.splice(0))

    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey) return
      const meta = event.ctrlKey || event.metaKey
      if (!meta && event.key === 'Enter' && !event.shiftKey) {
        const edit = edits.continueLine(typedIn(area))
        if (!edit) return
        event.preventDefault()
        return applyEdit(area, edit)
      }
      if (!meta) return
      if (event.code === 'BracketRight' || event.code === 'BracketLeft') {
        event.preventDefault()
        return applyEdit(area, edits.indentLines(typedIn(area), event.code === 'BracketRight' ? 'in' : 'out'))
      }
      const tool = event.shiftKey ? SHIFTED[event.code] : KEYS[event.key.toLowerCase()]
      if (!tool) return
      event.preventDefault()
      use(tool)
    }
    const onPaste = (event: ClipboardEvent) => {
      const files = pastedFiles(event.clipboardData)
      if (files.length > 0) {
        event.preventDefault()
        return add(files)
      }
      const text = event.clipboardData?.getData('text/plain') ?? ''
      const typed = typedIn(area)
      const chosen = typed.value.slice(typed.start, typed.end)
      if (!edits.isAddress(text.trim()) || chosen.trim() === '' || edits.isAddress(chosen.trim())) return
      event.preventDefault()
      applyEdit(area, edits.link(typed, chosen, text.trim()))
    }
    // If a required field is hidden, the refused form would seem to do nothing.
    const onInvalid = () => flushSync(() => setView('write'))

    const onDrag = (event: DragEvent) => {
      if (!bringsFiles(event.dataTransfer)) return
      event.preventDefault()
      frame.dataset.dropping = ''
    }
    const onDragEnd = (event: DragEvent) => {
      if (!frame.contains(event.relatedTarget as Node | null)) delete frame.dataset.dropping
    }
    const onDrop = (event: DragEvent) => {
      delete frame.dataset.dropping
      if (!bringsFiles(event.dataTransfer)) return
      event.preventDefault()
      add([...(event.dataTransfer?.files ?? [])])
    }
    area.addEventListener('keydown', onKey)
    area.addEventListener('paste', onPaste)
    area.addEventListener('invalid', onInvalid)
    frame.addEventListener('dragover', onDrag)
    frame.addEventListener('dragleave', onDragEnd)
    frame.addEventListener('drop', onDrop)
    return () => {
      run.current = undefined
      area.removeEventListener('keydown', onKey)
      area.removeEventListener('paste', onPaste)
      area.removeEventListener('invalid', onInvalid)
      frame.removeEventListener('dragover', onDrag)
      frame.removeEventListener('dragleave', onDragEnd)
      frame.removeEventListener('drop', onDrop)
    }
  }, [area, frame, run, pressed, brought, setView, add, t])

  useRovingFocus(frame)

  return (
    <>
      {view !== 'write' && <Preview id={id} area={area} />}
      <p className="editor-drop" aria-hidden="true">
        {t('editor:upload.drop')}
      </p>
      <UploadList {...uploads} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={t('editor:file')}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <Completion area={area} threadId={threadId} />
    </>
  )
}

const KEYS: Record<string, Tool> = { b: 'bold', i: 'italic', k: 'link', e: 'code' }
// By the position of the key: with Shift, the digit keys of many keyboards type other characters.
const SHIFTED: Record<string, Tool> = { Digit7: 'numbers', Digit8: 'bullets', Digit9: 'quote', KeyE: 'block' }

/** The Tab key reaches the toolbar once; arrows, Home and End move inside it. */
function useRovingFocus(frame: HTMLElement): void {
  useEffect(() => {
    const bar = frame.querySelector<HTMLElement>('[role="toolbar"]')
    if (!bar) return
    const buttons = () => [...bar.querySelectorAll<HTMLButtonElement>('button')]
    const onFocus = (event: FocusEvent) => {
      for (const each of buttons()) each.tabIndex = each === event.target ? 0 : -1
    }
    const onKey = (event: KeyboardEvent) => {
      const all = buttons()
      const at = all.indexOf(event.target as HTMLButtonElement)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
      if (to === undefined || at === -1) return
      event.preventDefault()
      all[(to + all.length) % all.length]?.focus()
    }
    bar.addEventListener('focusin', onFocus)
    bar.addEventListener('keydown', onKey)
    return () => {
      bar.removeEventListener('focusin', onFocus)
      bar.removeEventListener('keydown', onKey)
    }
  }, [frame])
}
