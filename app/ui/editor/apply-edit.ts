import type { TextEdit, Typed } from '#app/ui/editor/text-edits.ts'

export const typedIn = (area: HTMLTextAreaElement): Typed => ({
  value: area.value,
  start: area.selectionStart,
  end: area.selectionEnd,
})

/**
 * Changes the text as if it had been typed, so that undo works. The command is deprecated, but it is the only way in
 * every browser. Where it fails, the text is changed without undo.
 */
export function applyEdit(area: HTMLTextAreaElement, { from, to, text, select }: TextEdit): void {
  area.focus({ preventScroll: true })
  area.setSelectionRange(from, to)
  const wanted = area.value.slice(0, from) + text + area.value.slice(to)
  if (text !== '') document.execCommand('insertText', false, text)
  else if (from !== to) document.execCommand('delete')
  if (area.value !== wanted) replaceSilently(area, from, to, text)
  area.setSelectionRange(...select)
}

/** Changes the text without moving the focus: text that is written meanwhile and the caret keep their places. */
export function replaceSilently(area: HTMLTextAreaElement, from: number, to: number, text: string): void {
  area.setRangeText(text, from, to, 'preserve')
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }))
}
