// What this browser has searched for, kept in it alone.
const KEY = 'entraide.searches'
const KEPT = 8

export function listRecentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string').slice(0, KEPT) : []
  } catch {
    // Storage may be closed to this page, or hold what another version wrote.
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
