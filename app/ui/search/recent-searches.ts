// The recent searches of this browser, stored only in it.
const KEY = 'entraide.searches'
const KEPT = 8

export function listRecentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, KEPT) : []
  } catch {
    // The page may not be allowed to use storage, or it contains what another version wrote.
    return []
  }
}

export function addRecentSearch(text: string): void {
  if (text === '') return
  const others = listRecentSearches().filter((each) => each.toLowerCase() !== text.toLowerCase())
  try {
    localStorage.setItem(KEY, JSON.stringify([text, ...others].slice(0, KEPT)))
  } catch {}
}

export function clearRecentSearches(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {}
}
