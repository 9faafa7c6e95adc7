import { type CSSProperties, type MouseEvent, Suspense, type SyntheticEvent, useRef, useState } from 'react'
import { bringsFiles, pastedFiles } from '#app/ui/editor/brought-files.ts'
import type { EditorView, Tool } from '#app/ui/editor/tools.ts'
import { TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { lazily } from '#app/ui/lazily.ts'
import type { HttpError } from '#app/web/http.ts'

const EditorParts = lazily(() => import('#app/ui/editor/editor-parts.tsx'))

type Props = {
  name?: string
  label: string
  labelHidden?: boolean
  errors?: HttpError[]
  defaultValue?: string
  rows?: number
  minLength?: number
  required?: boolean
  hint?: string
  placeholder?: string
  /** The thread in which the text is written: its users come first in the completion of mentions. */
  threadId?: number
}

const TOOLS: Array<Array<[Tool, IconName, string?]>> = [
  [
    ['bold', 'bold', 'B'],
    ['italic', 'italic', 'I'],
    ['heading', 'heading'],
  ],
  [
    ['link', 'link', 'K'],
    ['file', 'image'],
    ['code', 'code', 'E'],
    ['block', 'square-code'],
  ],
  [
    ['quote', 'text-quote', '+9'],
    ['bullets', 'list', '+8'],
    ['numbers', 'list-ordered', '+7'],
    ['table', 'table'],
  ],
]
const VIEWS: Array<[EditorView, IconName]> = [
  ['write', 'square-pen'],
  ['split', 'columns-2'],
  ['preview', 'eye'],
]

/**
 * A text area for Markdown with a toolbar, shortcuts, files, mentions and a preview by the renderer of the server. The
 * code for these is loaded when somebody comes near the field; without JavaScript it is a text area.
 */
export function MarkdownField({ name = 'body', threadId, rows = 8, ...props }: Props) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const run = useRef<(tool: Tool) => void>(undefined)
  const pressed = useRef<Tool>(undefined)
  const brought = useRef<File[]>([])
  const [near, setNear] = useState(false)
  const [view, setView] = useState<EditorView>('write')
  const come = () => setNear(true)

  const onTool = (event: MouseEvent) => {
    const tool = (event.target as Element).closest('button')?.dataset.tool as Tool | undefined
    if (!tool) return
    if (run.current) run.current(tool)
    else pressed.current = tool
    come()
  }

  /** Keeps files until the code that sends them is there. Without it the browser would open a dropped file in the page's place. */
  const bring = (event: SyntheticEvent, files: File[]) => {
    if (run.current || files.length === 0) return
    event.preventDefault()
    brought.current.push(...files)
    come()
  }

  const title = (tool: Tool, key?: string) =>
    key ? `${t(`editor:${tool}`)} (Ctrl+${key.replace('+', `${t('editor:shift')}+`)})` : t(`editor:${tool}`)
  const button = (tool: Tool, icon: IconName, key: string | undefined, isFirst: boolean) => (
    <button
      key={tool}
      type="button"
      data-tool={tool}
      tabIndex={isFirst ? 0 : -1}
      title={title(tool, key)}
      aria-label={t(`editor:${tool}`)}
      aria-keyshortcuts={key && `Control+${key.replace('+', 'Shift+')}`}
    >
      <Icon name={icon} />
    </button>
  )

  return (
    <TextArea
      name={name}
      {...props}
      rows={rows}
      className="editor-text"
      aria-description={near ? t('editor:help') : undefined}
      frame={(area) => (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: it only watches for somebody to come near */}
          <div
            ref={frame}
            className="editor"
            data-view={view}
            style={{ '--rows': rows } as CSSProperties}
            onFocus={come}
            onPointerEnter={come}
            onPaste={(event) => bring(event, pastedFiles(event.clipboardData))}
            onDragOver={(event) => {
              if (!run.current && bringsFiles(event.dataTransfer)) event.preventDefault()
              come()
            }}
            onDrop={(event) => bring(event, [...event.dataTransfer.files])}
          >
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons inside take the keys */}
            <div role="toolbar" aria-label={t('editor:toolbar')} className="editor-bar" onClick={onTool}>
              {TOOLS.map((group, index) => (
                <div key={group[0]?.[0]} className="editor-group">
                  {group.map(([tool, icon, key], place) => button(tool, icon, key, index + place === 0))}
                </div>
              ))}
              {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a toolbar */}
              <div role="group" aria-label={t('editor:view.label')} className="editor-group ml-auto">
                {VIEWS.map(([each, icon]) => (
                  <button
                    key={each}
                    type="button"
                    data-view={each}
                    tabIndex={-1}
                    title={t(`editor:view.${each}`)}
                    aria-label={t(`editor:view.${each}`)}
                    aria-pressed={view === each}
                    onClick={() => {
                      come()
                      setView(each)
                    }}
                  >
                    <Icon name={icon} />
                  </button>
                ))}
              </div>
            </div>
            <div className="editor-panes">
              {area}
              {near && (
                <Suspense>
                  <EditorParts {...{ frame, run, pressed, brought, view, setView, threadId }} id={`preview-${name}`} />
                </Suspense>
              )}
            </div>
            <p className="editor-foot">{t('editor:hint')}</p>
          </div>
          <noscript>
            <p className="hint mt-1">{t('common:markdown.hint')}</p>
          </noscript>
        </>
      )}
    />
  )
}
