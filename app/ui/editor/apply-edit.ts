import type { TextEdit, Typed } from '#app/ui/editor/text-edits.ts'

export const typedIn = (area: HTMLTextAreaElement): Typed => ({
  value: area.value,
  start: area.selectionStart,
  end: area.selectionEnd,
})

/**
 * Changes the text as if it had been typed, so that undo takes it back. The command is an old one, and still the only
 * way to that in every browser; where it is refused, the text changes all the same.
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

/** Changes the text without going there: what is written meanwhile keeps its place and the caret stays. */
export function replaceSilently(area: HTMLTextAreaElement, from: number, to: number, text: string): void {
  area.setRangeText(text, from, to, 'preserve')
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }))
}
