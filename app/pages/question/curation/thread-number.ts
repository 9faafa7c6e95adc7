/** The id of a thread as people write it: its address, `#12` or `12`. */
export function threadNumber(text: string): number | null {
  const digits = /(?:\/questions\/|^#?)(\d{1,15})(?!\d)/.exec(text.trim())?.[1]
  return Number(digits) || null
}
