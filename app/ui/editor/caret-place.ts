const COPIED = [
  'boxSizing',
  'width',
  'fontFamily',
  'fontSize',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
  'borderTopWidth',
  'borderRightWidth',
  'borderBottomWidth',
  'borderLeftWidth',
  'tabSize',
] as const

/**
 * The position of a character of a text area in the window. A text area does not offer it, so a copy of its text is
 * measured.
 */
export function placeOfCharacter(area: HTMLTextAreaElement, at: number): { left: number; top: number; bottom: number } {
  const style = getComputedStyle(area)
  const copy = document.createElement('div')
  for (const property of COPIED) copy.style[property] = style[property]
  Object.assign(copy.style, {
    position: 'fixed',
    top: '0',
    left: '0',
    visibility: 'hidden',
    borderStyle: 'solid',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
  })
  copy.textContent = area.value.slice(0, at)
  const mark = document.createElement('span')
  mark.textContent = area.value.slice(at, at + 1) || '.'
  copy.append(mark)
  document.body.append(copy)
  const box = area.getBoundingClientRect()
  const top = box.top + mark.offsetTop - area.scrollTop
  const place = { left: box.left + mark.offsetLeft, top, bottom: top + mark.offsetHeight }
  copy.remove()
  return place
}
